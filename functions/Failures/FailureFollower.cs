using HiveFlow.Runs.Failures;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Failures;

/// <summary>
/// Does what follows from the failure of a run right after it, in the process that ended the run. What it does not get done, or dies over, is
/// <see cref="FailureJob"/>'s.
/// </summary>
public sealed partial class FailureFollower(FreshFailures fresh, FailureResponder responder, TimeProvider clock, ILogger<FailureFollower> logger)
    : BackgroundService
{
    private const int AtOnce = 8;

    // Less than the minute for which nobody else takes it.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(50);

    private readonly TaskCompletionSource<DurableTaskClient> client = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gives it a durable client: only functions have one.</summary>
    internal void Meet(DurableTaskClient any) => client.TrySetResult(any);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var with = await client.Task.WaitAsync(stoppingToken);
            await Parallel.ForEachAsync(
                fresh.ReadAllAsync(stoppingToken),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                async (open, stop) => await FollowAsync(with, open, stop));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is found by its record.
        }
    }

    private async Task FollowAsync(DurableTaskClient with, Stored<OpenFailure> open, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await responder.RespondAsync(with, open, either.Token);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            NotDone(logger, exception, open.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all that follows from the failure of run {Run} could be done at once; it is tried again.")]
    private static partial void NotDone(ILogger logger, Exception exception, string run);
}
