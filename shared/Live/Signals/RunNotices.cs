using System.Collections.Immutable;
using System.Threading.Channels;

namespace HiveFlow.Live.Signals;

/// <summary>
/// Tells whoever watches a flow or an organization which runs begin and end. Notices may be lost, with Redis or an instance; the truth is
/// the list of runs.
/// </summary>
public sealed class RunNotices
{
    private const int OutgoingCapacity = 16_384;

    private readonly Channel<RunNotice> outgoing = Channel.CreateBounded<RunNotice>(
        new BoundedChannelOptions(OutgoingCapacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private ImmutableDictionary<string, ImmutableList<Action<RunNotice>>> watchers = ImmutableDictionary.Create<string, ImmutableList<Action<RunNotice>>>(StringComparer.Ordinal);

    /// <summary>On their way to other instances; dropped when nobody takes them.</summary>
    internal ChannelReader<RunNotice> Outgoing => outgoing.Reader;

    /// <summary>Whether somebody relays them.</summary>
    internal bool HasRelay { get; set; }

    /// <summary>Says it here and on every other instance.</summary>
    public void Publish(RunNotice notice)
    {
        Deliver(notice);
        if (HasRelay)
        {
            outgoing.Writer.TryWrite(notice);
        }
    }

    /// <summary>Calls <paramref name="onNotice"/> (quick, never throwing) at each one of the organization until disposed.</summary>
    public IDisposable Subscribe(string organizationId, Action<RunNotice> onNotice)
    {
        ArgumentException.ThrowIfNullOrEmpty(organizationId);
        ArgumentNullException.ThrowIfNull(onNotice);
        ImmutableInterlocked.AddOrUpdate(ref watchers, organizationId, _ => [onNotice], (_, present) => present.Add(onNotice));
        return new Subscription(this, organizationId, onNotice);
    }

    /// <summary>Says it here only.</summary>
    internal void Deliver(RunNotice notice)
    {
        if (watchers.TryGetValue(notice.OrganizationId, out var present))
        {
            foreach (var watcher in present)
            {
                watcher(notice);
            }
        }
    }

    private void Remove(string organizationId, Action<RunNotice> watcher) => ImmutableInterlocked.Update(
        ref watchers,
        static (all, gone) => !all.TryGetValue(gone.Key, out var present) ? all
            : present.Remove(gone.Watcher) is { IsEmpty: false } rest ? all.SetItem(gone.Key, rest)
            : all.Remove(gone.Key),
        (Key: organizationId, Watcher: watcher));

    private sealed class Subscription(RunNotices owner, string organizationId, Action<RunNotice> watcher) : IDisposable
    {
        public void Dispose() => owner.Remove(organizationId, watcher);
    }
}
