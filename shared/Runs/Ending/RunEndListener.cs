using HiveFlow.Live.Signals;

namespace HiveFlow.Runs.Ending;

/// <summary>Listens for one run's end until disposed.</summary>
public sealed class RunEndListener : IDisposable
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable subscription;

    internal RunEndListener(RunSignals signals, string runId)
    {
        RunId = runId;
        subscription = signals.Subscribe(runId, signal =>
        {
            if (signal.HasEnded)
            {
                ended.TrySetResult();
            }
        });
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <inheritdoc/>
    public void Dispose() => subscription.Dispose();

    internal async Task WaitAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await ended.Task.WaitAsync(limit, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time for a look into the store.
        }
    }
}
