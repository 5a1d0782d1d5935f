using System.Collections.Concurrent;
using System.Threading.Channels;

namespace HiveFlow.Live.Signals;

/// <summary>
/// Tells whoever watches a run that its stored event log has grown or that it has ended. A signal carries no data: the watcher reads the
/// store, so a lost or doubled signal harms nobody and a slow watcher costs no memory. Signals reach other instances through
/// <see cref="RunRelay"/>.
/// </summary>
public sealed class RunSignals
{
    private const int OutgoingCapacity = 16_384;

    private readonly ConcurrentDictionary<string, Subscription[]> watchers = new(StringComparer.Ordinal);

    private readonly Channel<RunSignal> outgoing = Channel.CreateBounded<RunSignal>(
        new BoundedChannelOptions(OutgoingCapacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Signals on their way to other instances; the oldest first, dropped when nobody takes them.</summary>
    internal ChannelReader<RunSignal> Outgoing => outgoing.Reader;

    /// <summary>Whether somebody relays signals to other instances.</summary>
    internal bool HasRelay { get; set; }

    /// <summary>Calls <paramref name="onSignal"/> (quick, never throwing) at each signal of the run until disposed.</summary>
    public IDisposable Subscribe(string runId, Action<RunSignal> onSignal)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        ArgumentNullException.ThrowIfNull(onSignal);
        var subscription = new Subscription(this, runId, onSignal);
        watchers.AddOrUpdate(runId, static (_, added) => [added], static (_, present, added) => [.. present, added], subscription);
        return subscription;
    }

    /// <summary>Says here and on every other instance that the run's log has grown, or that it has ended.</summary>
    public void Publish(RunSignal signal)
    {
        Deliver(signal);
        if (HasRelay)
        {
            outgoing.Writer.TryWrite(signal);
        }
    }

    /// <summary>Says it here only: the signal came from another instance.</summary>
    internal void Deliver(RunSignal signal)
    {
        if (watchers.TryGetValue(signal.RunId, out var present))
        {
            foreach (var subscription in present)
            {
                subscription.OnSignal(signal);
            }
        }
    }

    private void Remove(Subscription subscription)
    {
        while (watchers.TryGetValue(subscription.RunId, out var present))
        {
            var rest = Array.FindAll(present, other => other != subscription);
            if (rest.Length == 0
                ? watchers.TryRemove(new KeyValuePair<string, Subscription[]>(subscription.RunId, present))
                : watchers.TryUpdate(subscription.RunId, rest, present))
            {
                return;
            }
        }
    }

    private sealed class Subscription(RunSignals owner, string runId, Action<RunSignal> onSignal) : IDisposable
    {
        public string RunId => runId;

        public Action<RunSignal> OnSignal => onSignal;

        public void Dispose() => owner.Remove(this);
    }
}
