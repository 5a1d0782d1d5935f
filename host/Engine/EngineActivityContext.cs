using Microsoft.DurableTask;

namespace HiveFlow.Engine;

/// <summary>What an activity on the embedded engine knows beyond the official context.</summary>
public sealed class EngineActivityContext : TaskActivityContext
{
    private readonly TaskName name;
    private readonly string instanceId;
    private readonly string version;

    internal EngineActivityContext(TaskName name, string instanceId, string? version, int taskId, CancellationToken cancellationToken)
    {
        this.name = name;
        this.instanceId = instanceId;
        this.version = version ?? string.Empty;
        TaskId = taskId;
        CancellationToken = cancellationToken;
    }

    /// <inheritdoc/>
    public override TaskName Name => name;

    /// <inheritdoc/>
    public override string InstanceId => instanceId;

    /// <inheritdoc/>
    public override string Version => version;

    /// <summary>The number of the call in its execution; the same when the activity runs again after a crash.</summary>
    public int TaskId { get; }

    /// <summary>Set when the engine stops or the instance is terminated.</summary>
    public CancellationToken CancellationToken { get; }
}
