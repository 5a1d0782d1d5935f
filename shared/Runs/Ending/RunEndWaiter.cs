using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Ending;

/// <summary>Waits for a run's end: told by a signal from whichever instance ends it, and looking into the store now and then.</summary>
public sealed class RunEndWaiter(RunStore runs, RunSignals signals, TimeProvider clock)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    /// <summary>Begins to listen; to be called before the run is started, so that no end is missed.</summary>
    public RunEndListener Listen(string runId) => new(signals, runId);

    /// <summary>The run, ended, or as it is when the time is over; null when there is no such run.</summary>
    public Task<Run?> WaitAsync(
        RunEndListener listener, DocumentId organizationId, TimeSpan limit, CancellationToken cancellationToken) =>
        WaitAsync(listener, organizationId, limit, CancellationToken.None, cancellationToken);

    /// <summary>The same, or the run as it is as soon as this instance has to stop: the run goes on without whoever waits.</summary>
    public async Task<Run?> WaitAsync(
        RunEndListener listener, DocumentId organizationId, TimeSpan limit, CancellationToken stopping, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listener);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var start = clock.GetTimestamp();
        while (true)
        {
            var left = limit - clock.GetElapsedTime(start);
            if (left > TimeSpan.Zero && !stopping.IsCancellationRequested)
            {
                await listener.WaitAsync(left < LookInterval ? left : LookInterval, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }

            var run = await runs.GetAsync(organizationId, listener.RunId, cancellationToken);
            if (run is null || RunStatus.IsFinal(run.Document.Status) || left <= TimeSpan.Zero || stopping.IsCancellationRequested)
            {
                return run?.Document;
            }
        }
    }
}
