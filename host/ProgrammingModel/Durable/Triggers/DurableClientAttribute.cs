namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a <see cref="DurableTask.Client.DurableTaskClient"/> that a function is given.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : Attribute
{
    /// <summary>The task hub; null: the host's. The embedded host has one.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting that names the store; null: the host's. The embedded host has one.</summary>
    public string? ConnectionName { get; set; }
}
