using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

internal sealed class DefaultDurableTaskWorkerBuilder(string name, IServiceCollection services) : IDurableTaskWorkerBuilder
{
    private Type? _buildTarget;

    public string Name { get; } = name;

    public IServiceCollection Services { get; } = services;

    public Type? BuildTarget
    {
        get => _buildTarget;
        set => _buildTarget = value is null || (value.IsSubclassOf(typeof(DurableTaskWorker)) && !value.IsAbstract)
            ? value
            : throw new ArgumentException($"{value} is no concrete class derived from DurableTaskWorker.", nameof(value));
    }

    public IHostedService Build(IServiceProvider serviceProvider)
    {
        if (_buildTarget is null)
        {
            throw new InvalidOperationException($"The worker '{Name}' has no engine: nothing has called UseBuildTarget.");
        }

        DurableTaskRegistry registry = serviceProvider.GetRequiredService<IOptionsMonitor<DurableTaskRegistry>>().Get(Name);
        return (IHostedService)ActivatorUtilities.CreateInstance(serviceProvider, _buildTarget, Name, registry.BuildFactory());
    }
}
