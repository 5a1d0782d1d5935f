using HiveFlow.Functions.Maintenance;
using HiveFlow.Orchestrations.Failures;
using HiveFlow.Runs.Failures;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Failures;

/// <summary>Does what follows from the failures of runs, where <see cref="FailureFollower"/> did not; each is claimed by itself.</summary>
public sealed partial class FailureJob(
    FailedRuns failed, FailureResponder responder, FollowFailures follow, TimeProvider clock, ILogger<FailureJob> logger) : IMaintenanceJob
{
    private const int AtOnce = 8;

    /// <inheritdoc/>
    public string Name => "failures";

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        follow(client);
        while (await failed.DueAsync(cancellationToken) is { Count: > 0 } due)
        {
            var mine = 0;
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (open, stop) =>
                {
                    if (clock.GetUtcNow() < until && await failed.ClaimAsync(open, stop))
                    {
                        Interlocked.Increment(ref mine);
                        await TryAsync(client, open, stop);
                    }
                });
            if (clock.GetUtcNow() >= until || mine == 0)
            {
                return clock.GetUtcNow() >= until;
            }
        }

        return false;
    }

    private async Task TryAsync(DurableTaskClient client, Storage.Documents.Stored<OpenFailure> open, CancellationToken cancellationToken)
    {
        try
        {
            await responder.RespondAsync(client, open, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotDone(logger, exception, open.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all that follows from the failure of run {Run} could be done; it is tried again.")]
    private static partial void NotDone(ILogger logger, Exception exception, string run);
}
