using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Processors;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>
/// Stays with a step that does not end at once: lets watchers see that it has begun and what it writes, and stops it when its run ends
/// meanwhile (cancelled, or failed elsewhere, or at work for too long), whichever instance ends it. Back ends do not stop activities by themselves.
/// </summary>
public sealed class StepWatch(RunEndWaiter ends, RunDeadlines deadlines, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The step's result, once it is there.</summary>
    /// <param name="running">The step at work.</param>
    /// <param name="step">What it belongs to.</param>
    /// <param name="log">What it writes.</param>
    /// <param name="stop">Stops it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async ValueTask<StepResult> FollowAsync(
        ValueTask<StepResult> running, StepAssignment step, StepLog log, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        if (running.IsCompleted)
        {
            return await running;
        }

        var result = running.AsTask();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = StopAtEndAsync(step, stop, over.Token);
        try
        {
            while (!result.IsCompleted)
            {
                await Task.WhenAny(result, Task.Delay(FlushInterval, clock, cancellationToken));
                if (!result.IsCompleted && !stop.IsCancellationRequested)
                {
                    step.Recorder.AddRange(log.Take());
                    await step.Recorder.FlushAsync(cancellationToken);
                }
            }

            return await result;
        }
        finally
        {
            await over.CancelAsync();
            await ended;
        }
    }

    private async Task StopAtEndAsync(StepAssignment step, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(step.Run.OrganizationId, out var organization))
        {
            return;
        }

        using var listener = ends.Listen(step.Run.Id);
        var deadline = step.Memory.Run.Document.Deadline;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var run = await ends.WaitAsync(listener, organization, Until(deadline), cancellationToken);
                if (run is null || RunStatus.IsFinal(run.Status))
                {
                    await stop.CancelAsync();
                    return;
                }

                deadline = run.Deadline;
                if (deadlines.IsOver(run))
                {
                    await deadlines.EndAsync(organization, run.Id, cancellationToken);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                // Asked again after a moment; the step itself goes on meanwhile.
                await Task.Delay(FlushInterval, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private TimeSpan Until(DateTimeOffset? deadline)
    {
        var left = deadline - clock.GetUtcNow() ?? Longest;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left > Longest ? Longest : left;
    }
}
