using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Client;

internal sealed class DefaultDurableTaskClientBuilder(string name, IServiceCollection services) : IDurableTaskClientBuilder
{
    private Type? _buildTarget;

    public string Name { get; } = name;

    public IServiceCollection Services { get; } = services;

    public Type? BuildTarget
    {
        get => _buildTarget;
        set => _buildTarget = value is null || (value.IsSubclassOf(typeof(DurableTaskClient)) && !value.IsAbstract)
            ? value
            : throw new ArgumentException($"{value} is no concrete class derived from DurableTaskClient.", nameof(value));
    }

    public DurableTaskClient Build(IServiceProvider serviceProvider) => _buildTarget is null
        ? throw new InvalidOperationException($"The client '{Name}' has no engine: nothing has called UseBuildTarget.")
        : (DurableTaskClient)ActivatorUtilities.CreateInstance(serviceProvider, _buildTarget, Name);
}
