using System.Text.Json;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Waits;

namespace HiveFlow.Orchestrations.Waits;

/// <summary>What a wait puts out: the event's data, or who decided an approval how.</summary>
internal static class WaitOutput
{
    /// <summary>Of a wait that has ended.</summary>
    public static Payload Of(RunWait wait) => wait.Kind == WaitKinds.Event
        ? wait.Data ?? Payload.Of(JsonValues.Null)
        : Payload.Of(JsonSerializer.SerializeToElement(
            new ApprovalOutput(Approved(wait), wait.By, wait.EndedAt, wait.Comment), StepJson.Default.ApprovalOutput));

    private static bool? Approved(RunWait wait) => wait.Status switch
    {
        WaitStatus.Approved => true,
        WaitStatus.Expired when wait.OnDeadline == DeadlineReactions.Continue => null,
        _ => false,
    };
}
