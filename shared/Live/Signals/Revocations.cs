using System.Collections.Immutable;
using System.Threading.Channels;

namespace HiveFlow.Live.Signals;

/// <summary>
/// Tells every instance at once that a session, person, key or organization must be asked for anew. It carries no truth: that
/// stands in the document store and is written first. Whoever keeps what was checked in memory drops it when told, and reads the
/// store again within seconds anyway, so that a lost message delays a revocation and never undoes one.
/// </summary>
public sealed class Revocations
{
    private const int MaxId = 64;
    private const int OutgoingCapacity = 16_384;

    private readonly Channel<Revocation> outgoing = Channel.CreateBounded<Revocation>(
        new BoundedChannelOptions(OutgoingCapacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private ImmutableList<Subscription> subscriptions = [];

    /// <summary>On their way to other instances, the oldest first; dropped when nobody takes them.</summary>
    internal ChannelReader<Revocation> Outgoing => outgoing.Reader;

    /// <summary>Whether somebody relays them to other instances.</summary>
    internal bool HasRelay { get; set; }

    /// <summary>Says it here (before this returns) and on every other instance. Call it when the store has the change.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="id">Its id: 1 to 64 characters without control characters.</param>
    /// <exception cref="ArgumentException">The id is none.</exception>
    public void Publish(RevocationKind kind, string id)
    {
        if (!IsId(id))
        {
            throw new ArgumentException($"An id has 1 to {MaxId} characters and no control characters.", nameof(id));
        }

        var revocation = new Revocation(kind, id);
        Deliver(revocation);
        if (HasRelay)
        {
            outgoing.Writer.TryWrite(revocation);
        }
    }

    /// <summary>Calls <paramref name="onRevocation"/> (quick, never throwing) at each one, from here and elsewhere, until disposed.</summary>
    public IDisposable Subscribe(Action<Revocation> onRevocation)
    {
        ArgumentNullException.ThrowIfNull(onRevocation);
        var subscription = new Subscription(this, onRevocation);
        ImmutableInterlocked.Update(ref subscriptions, static (present, added) => present.Add(added), subscription);
        return subscription;
    }

    /// <summary>Says it here only: it came from another instance.</summary>
    internal void Deliver(Revocation revocation)
    {
        foreach (var subscription in subscriptions)
        {
            subscription.OnRevocation(revocation);
        }
    }

    /// <summary>Whether a text can be an id here.</summary>
    internal static bool IsId(string? id) => id is { Length: > 0 and <= MaxId } && !id.Any(char.IsControl);

    private sealed class Subscription(Revocations owner, Action<Revocation> onRevocation) : IDisposable
    {
        public Action<Revocation> OnRevocation => onRevocation;

        public void Dispose() =>
            ImmutableInterlocked.Update(ref owner.subscriptions, static (present, gone) => present.Remove(gone), this);
    }
}
