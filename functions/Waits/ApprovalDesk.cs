using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Approvals;
using HiveFlow.Identity.Callers;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Waits;

/// <summary>Takes decisions on approvals, whichever way they come: recorded with who decided, then told to the run.</summary>
public sealed class ApprovalDesk(RunWaits waits, RunWaker waker, AuditLog audit)
{
    /// <summary>Somebody as an approval sees them.</summary>
    internal static WaitDecider Decider(Caller caller) =>
        new(caller.UserId.ToString(), caller.Email, ApproverDirectory.RolesOf(caller.Role), IsPerson: !caller.IsKey);

    /// <summary>Decides.</summary>
    /// <param name="client">Wakes the run.</param>
    /// <param name="tenant">Whose run.</param>
    /// <param name="wait">The approval as it was found.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="actor">For the audit log.</param>
    /// <param name="way">How they came: <c>session</c>, <c>key</c> or <c>link</c>.</param>
    /// <param name="alongside">More to write in the same atomic write.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    internal async Task<Result<RunWait>> DecideAsync(
        DurableTaskClient client,
        Tenant tenant,
        RunWait wait,
        WaitDecision decision,
        AuditActor actor,
        string way,
        Func<RunWait, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        if (decision.Comment?.Length > RunWait.MaxComment)
        {
            return RequestErrors.Invalid("comment", $"comment must not be longer than {RunWait.MaxComment} characters.");
        }

        var act = new AuditAct(decision.IsApproved ? "approval.approved" : "approval.rejected", actor, tenant)
        {
            TargetType = "run",
            TargetId = wait.RunId,
            Details = new Dictionary<string, string> { ["node"] = wait.NodeId, ["way"] = way },
        };
        var decided = await waits.DecideAsync(
            tenant, wait.RunId, wait.Id, decision, ended => [audit.Entry(act), .. alongside(ended)], cancellationToken);
        if (decided.IsSuccess)
        {
            // It stands, whether or not the caller still listens.
            await waker.WakeAsync(client, decided.Value, CancellationToken.None);
        }

        return decided;
    }
}
