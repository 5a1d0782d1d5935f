using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Starting;

/// <summary>Options of orchestrations that are started once under their id, however often that is asked and however they stand.</summary>
public static class StartOnce
{
    private static readonly OrchestrationRuntimeStatus[] Anything =
    [
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    /// <summary>The same options, by which whatever there is under their id is left as it is.</summary>
    public static StartOrchestrationOptions Once(this StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.WithDedupeStatuses(Anything);
    }
}
