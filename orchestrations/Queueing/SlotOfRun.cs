using HiveFlow.Metering.Queueing;
using HiveFlow.Runs;

namespace HiveFlow.Orchestrations.Queueing;

/// <summary>Runs as they are counted. Those that other runs start go by the slot of the first: else a run could wait for itself.</summary>
internal static class SlotOfRun
{
    /// <summary>The run's slot; null for one that has none of its own.</summary>
    public static RunSlot? Of(Run run) => run.ParentRunId is null ? new RunSlot(run.OrganizationId, run.FlowId, run.Id) : null;

    /// <summary>Whether it is recorded as having to queue; it may have been begun since.</summary>
    public static bool IsQueued(Run run) => run is { Status: RunStatus.Queued, Queued: not null };
}
