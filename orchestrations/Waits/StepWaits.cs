using HiveFlow.Errors;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Processors.Waiting;
using HiveFlow.Runs;
using HiveFlow.Runs.Waits;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Orchestrations.Waits;

/// <summary>Lets a step wait for somebody, and ends it by what the store says of its wait: an answer, the deadline, or nothing yet.</summary>
public sealed partial class StepWaits(
    RunWaits waits,
    RunInboxes inboxes,
    WaitErrands errands,
    FindApprovers people,
    TellApprover tell,
    IOptions<WaitsOptions> options,
    TimeProvider clock,
    ILogger<StepWaits> logger)
{
    private const int MaxMails = 50;
    private static readonly TimeSpan MailTime = TimeSpan.FromSeconds(15);

    /// <summary>Opens the wait of a step that has just run; safe to repeat.</summary>
    internal async ValueTask<(StepEnd End, RunStep Record)> OpenAsync(
        StepAssignment step, RunStep record, WaitRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var wait = new RunWait
        {
            RunId = record.RunId,
            NodeId = record.NodeId,
            Node = record.Node,
            Iteration = record.Iteration,
            Instance = step.Instance ?? record.RunId,
            Kind = request.Kind,
            Event = request.Event,
            Message = request.Message,
            OnDeadline = request.OnDeadline,
            OpenedAt = now,
            Deadline = request.Deadline ?? now + options.Value.Deadline,
        };
        if (request.Kind == WaitKinds.Event)
        {
            return await WaitAsync(step, record, await inboxes.OpenAsync(step.Memory.Run.Tenant, wait, cancellationToken), [], cancellationToken);
        }

        List<string> emails = [.. request.Assignees.Where(name => name.Contains('@', StringComparison.Ordinal))];
        List<string> roles = [.. request.Assignees.Except(emails)];
        var found = request.Assignees.Count == 0 ? [] : await people(step.Memory.Run.Tenant, emails, roles, cancellationToken);
        var named = found.Where(one => emails.Contains(one.Email, StringComparer.OrdinalIgnoreCase)).ToList();
        if (emails.Find(email => !named.Exists(one => string.Equals(one.Email, email, StringComparison.OrdinalIgnoreCase))) is { } unknown)
        {
            return Fail(step, record, WaitErrors.AssigneeUnknown(unknown));
        }

        List<string> mailed = request.Notify ? [.. found.Select(one => one.UserId).Distinct(StringComparer.Ordinal).Take(MaxMails)] : [];
        wait = wait with { People = [.. named.Select(one => one.UserId).Distinct(StringComparer.Ordinal)], Roles = roles };
        return await WaitAsync(step, record, await waits.OpenAsync(step.Memory.Run.Tenant, wait, mailed, cancellationToken), mailed, cancellationToken);
    }

    /// <summary>Looks whether the wait of a step is over, and ends the step if it is.</summary>
    internal async ValueTask<StepEnd> ResumeAsync(StepAssignment step, RunStep record, CancellationToken cancellationToken)
    {
        var stored = await waits.GetAsync(step.Memory.Run.Tenant, RunStep.IdOf(record.RunId, record.Node, record.Iteration), cancellationToken);
        if (stored is null)
        {
            // Forgotten long after its deadline.
            return Fail(step, record, WaitErrors.WaitExpired(record.ResumeAt ?? record.StartedAt)).End;
        }

        var wait = await waits.ExpireAsync(stored, cancellationToken);
        return wait.IsOpen ? new StepEnd(step.Node) { Wait = Pending(step, wait), IsUnchanged = true } : End(step, record, wait).End;
    }

    private static PendingWait Pending(StepAssignment step, RunWait wait) => new(step.Node, wait.Deadline, IsRetry: false, WaitKind.Answer);

    private async ValueTask<(StepEnd End, RunStep Record)> WaitAsync(
        StepAssignment step, RunStep record, RunWait wait, IReadOnlyList<string> mailed, CancellationToken cancellationToken)
    {
        if (!wait.IsOpen)
        {
            return End(step, record, wait);
        }

        record = record with { Status = StepStatus.Waiting, WaitsFor = wait.Kind, ResumeAt = wait.Deadline };
        step.Recorder.Add(record);
        step.Recorder.Add(RunEvents.StepEnded(record, clock.GetUtcNow()));
        await step.Recorder.FlushAsync(cancellationToken);
        await TellAsync(step, wait, mailed, cancellationToken);
        return (new StepEnd(step.Node) { Wait = Pending(step, wait) }, record);
    }

    /// <summary>Mails who is to decide. What can't be sent soon is an errand, written together with the wait.</summary>
    private async Task TellAsync(StepAssignment step, RunWait wait, IReadOnlyList<string> mailed, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(MailTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        foreach (var user in mailed)
        {
            try
            {
                await tell(step.Memory.Run.Tenant, wait, user, either.Token);
                await errands.CloseAsync(WaitErrand.IdOf(wait.Id, user), either.Token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                NotTold(logger, exception, wait.Id);
                if (limit.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    private (StepEnd End, RunStep Record) End(StepAssignment step, RunStep record, RunWait wait)
    {
        if (wait.Status == WaitStatus.Expired && wait.OnDeadline == DeadlineReactions.Fail)
        {
            return Fail(step, record, WaitErrors.WaitExpired(wait.Deadline));
        }

        var now = clock.GetUtcNow();
        record = record with
        {
            Status = StepStatus.Completed,
            WaitsFor = wait.Kind,
            EndedAt = now,
            ResumeAt = null,
            Branch = wait.Status == WaitStatus.Expired && wait.OnDeadline == DeadlineReactions.Reject ? WaitStatus.Rejected : wait.Status,
            Output = WaitOutput.Of(wait),
        };
        step.Recorder.Add(record);
        step.Recorder.Add(RunEvents.StepEnded(record, now));
        return (new StepEnd(step.Node) { Branch = record.Branch }, record);
    }

    private (StepEnd End, RunStep Record) Fail(StepAssignment step, RunStep record, Error error)
    {
        var now = clock.GetUtcNow();
        record = record with
        {
            Status = StepStatus.Failed,
            EndedAt = now,
            ResumeAt = null,
            Failure = new RunFailure(error.Code.Value, error.Message, record.NodeId),
        };
        step.Recorder.Add(record);
        step.Recorder.Add(RunEvents.StepEnded(record, now));
        return (new StepEnd(step.Node) { IsFailed = true }, record);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An assignee of the approval {Wait} was not told yet; it is tried again.")]
    private static partial void NotTold(ILogger logger, Exception exception, string wait);
}
