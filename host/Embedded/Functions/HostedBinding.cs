using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Functions;

/// <summary>A trigger or input of a function, named as the Functions host names its kinds.</summary>
internal sealed class HostedBinding(string name, string type) : BindingMetadata
{
    /// <inheritdoc/>
    public override string Name { get; } = name;

    /// <inheritdoc/>
    public override string Type { get; } = type;

    /// <inheritdoc/>
    public override BindingDirection Direction => BindingDirection.In;
}
