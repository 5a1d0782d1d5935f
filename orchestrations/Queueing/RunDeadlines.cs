using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Queueing;

/// <summary>
/// Ends runs that are at work for longer than they may: <c>failed</c> with code <c>run_timeout</c>. At once where a step of it is at work or
/// begins; within some minutes where nothing of it is, such as before another try.
/// </summary>
public sealed class RunDeadlines(RunStore runs, RunEnder ender, RunCharges charges, RunChildren children, TimeProvider clock)
{
    /// <summary>Whether the run has been at work for too long, as far as this process knows.</summary>
    internal bool IsOver(Run run) => run.Deadline <= clock.GetUtcNow();

    /// <summary>Ends the run if its record says so too: another instance may know that it has waited meanwhile.</summary>
    /// <returns>Whether it has ended, so or otherwise.</returns>
    internal async Task<bool> EndAsync(DocumentId organization, string runId, CancellationToken cancellationToken)
    {
        if (await runs.GetAsync(organization, runId, cancellationToken) is not { } run || RunStatus.IsFinal(run.Document.Status))
        {
            return true;
        }

        if (!IsOver(run.Document))
        {
            return false;
        }

        var error = RunErrors.RunTimeout(TimeSpan.FromSeconds(run.Document.LongestSeconds ?? 0));
        var end = new RunEnd(RunStatus.Failed) { Failure = new RunFailure(error.Code.Value, error.Message) };
        var ended = await ender.EndAsync(run, await charges.WithUseAsync(run.Document, end, cancellationToken), [], [], cancellationToken);
        if (ended is not null)
        {
            await children.CancelAsync(ended, cancellationToken);
        }

        return true;
    }
}
