using System.Threading.RateLimiting;

namespace HiveFlow.Outgoing.Connections;

/// <summary>Bounds the calls at once: first of one organization, then of all.</summary>
internal sealed class SlotLimiter(OutgoingOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(owner => RateLimitPartition.GetConcurrencyLimiter(
            owner, _ => Slots(options.MaxConcurrentPerOwner, options.MaxQueuedPerOwner))),
        PartitionedRateLimiter.Create<string, int>(_ => RateLimitPartition.GetConcurrencyLimiter(
            0, _ => Slots(options.MaxConcurrent, options.MaxConcurrent))));

    /// <summary>A slot to dispose; not acquired when too many wait already.</summary>
    public ValueTask<RateLimitLease> TakeAsync(string owner, CancellationToken cancellationToken) =>
        _limiter.AcquireAsync(owner, 1, cancellationToken);

    public void Dispose() => _limiter.Dispose();

    private static ConcurrencyLimiterOptions Slots(int permits, int queue) =>
        new() { PermitLimit = permits, QueueLimit = queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };
}
