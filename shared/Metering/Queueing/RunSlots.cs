using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Limits;
using HiveFlow.Metering.Load;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Queueing;

/// <summary>
/// Which runs may be at work and who comes next: over all instances in Redis, or in this process when none is configured. Not the truth, which
/// is the runs' records: what is lost is made anew from them, and a slot whose run has ended is found and given back.
/// </summary>
public sealed class RunSlots(
    RedisConnection redis, RedisHealth health, LimitBook book, IOptions<QueueingOptions> options, QueueMeter meter, LoadWatch load, TimeProvider clock)
{
    private readonly RedisSlots shared = new(redis, health);
    private readonly LocalSlots local = new();
    private string? turn;

    private ISlotCounter Counter => redis.IsConfigured ? shared : local;

    /// <summary>What an organization may run.</summary>
    public RunLimits LimitsOf(string organizationId) => book.PlanOf(organizationId).Runs;

    /// <summary>What asks for a slot for a run that is about to be recorded.</summary>
    /// <param name="run">The run.</param>
    /// <param name="flowLimit">Its flow's limit; 0 for none.</param>
    public SlotRequest RequestOf(RunSlot run, int flowLimit)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new SlotRequest(this, run, LimitsFor(run, flowLimit), load.IsOver, Now());
    }

    /// <summary>Asks for a slot alone. One round trip to Redis.</summary>
    /// <exception cref="StoreUnavailableException">The Redis that is configured is away.</exception>
    public ValueTask<SlotOutcome> TakeAsync(SlotRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Counter.TakeAsync(request.Run, request.Limits, request.MustQueue, request.Now, cancellationToken);
    }

    /// <summary>Queues a run whose record says so, on disk; one that is queued or has a slot is left alone.</summary>
    /// <param name="run">The run.</param>
    /// <param name="flowLimit">Its flow's limit; 0 for none.</param>
    /// <param name="priority">0 to 9.</param>
    /// <param name="since">When it was accepted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The Redis that is configured is away.</exception>
    public async ValueTask QueueAsync(RunSlot run, int flowLimit, int priority, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var rank = since.ToUnixTimeMilliseconds() - (priority * options.Value.HeadStart.TotalMilliseconds);
        Note(await Counter.QueueAsync(run, LimitsFor(run, flowLimit), Math.Round(rank), cancellationToken));
    }

    /// <summary>What gives back a run's slot, or its place in the queue.</summary>
    public SlotReturn ReturnOf(RunSlot run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new SlotReturn(this, run, options.Value.AtOnce);
    }

    /// <summary>Gives back a run's slot, or its place in the queue. While Redis is away nothing happens; it is found and given back later.</summary>
    public async ValueTask ReleaseAsync(RunSlot run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (IsAway)
        {
            return;
        }

        try
        {
            Note(await Counter.ReleaseAsync(run, options.Value.AtOnce, CancellationToken.None));
        }
        catch (StoreUnavailableException)
        {
            // The run's record says that it has ended.
        }
    }

    /// <summary>Counts a run that is at work, whatever the limits; while Redis is away nothing happens.</summary>
    public async ValueTask ConfirmAsync(RunSlot run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (IsAway)
        {
            return;
        }

        try
        {
            await Counter.ConfirmAsync(run, Now(), cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // It is counted when the counts are made anew.
        }
    }

    /// <summary>The organization that somebody is to serve; each is given to one caller. Null when there is nothing to do, or this instance is too busy.</summary>
    public string? TakeTurn() => Volatile.Read(ref turn) is null || IsAway || load.IsOver ? null : Interlocked.Exchange(ref turn, null);

    /// <summary>Asks whether there is somebody to serve, which <see cref="TakeTurn"/> then gives.</summary>
    /// <exception cref="StoreUnavailableException">The Redis that is configured is away.</exception>
    public async ValueTask LookAsync(CancellationToken cancellationToken) => Note(await Counter.PeekAsync(options.Value.AtOnce, cancellationToken));

    /// <summary>Gives the organization's first queued run a slot, if there is one for it, and says whom to serve next; null for nobody.</summary>
    /// <exception cref="StoreUnavailableException">The Redis that is configured is away.</exception>
    public async ValueTask<(RunSlot? Run, string? Next)> NextAsync(string organization, CancellationToken cancellationToken)
    {
        var (run, next) = await Counter.NextAsync(organization, options.Value.AtOnce, Now(), cancellationToken);
        return (run, next.Length == 0 ? null : next);
    }

    /// <summary>The run's place among the queued runs of its organization, from 1; null when it is not queued, or nobody knows at the moment.</summary>
    public async ValueTask<long?> PositionAsync(RunSlot run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (IsAway)
        {
            return null;
        }

        try
        {
            return await Counter.PositionAsync(run, cancellationToken) is > 0 and var position ? position : null;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Which of the runs, at most a thousand, are queued.</summary>
    /// <exception cref="StoreUnavailableException">The Redis that is configured is away.</exception>
    public ValueTask<IReadOnlyList<bool>> AreQueuedAsync(IReadOnlyList<RunSlot> runs, CancellationToken cancellationToken) =>
        Counter.AreQueuedAsync(runs, cancellationToken);

    /// <summary>Runs with a slot that were not seen at work for that long; the oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The Redis that is configured is away.</exception>
    public ValueTask<IReadOnlyList<RunSlot>> UnseenAsync(TimeSpan since, int limit, CancellationToken cancellationToken) =>
        Counter.SeenBeforeAsync(Now() - (long)since.TotalMilliseconds, limit, cancellationToken);

    /// <summary>The counts over all organizations.</summary>
    /// <exception cref="StoreUnavailableException">The Redis that is configured is away.</exception>
    public async ValueTask<SlotCounts> ReadAsync(CancellationToken cancellationToken)
    {
        var counts = await Counter.ReadAsync(cancellationToken);
        meter.Read(counts);
        return counts;
    }

    /// <summary>Says that all runs at work and all queued ones are counted.</summary>
    /// <exception cref="StoreUnavailableException">The Redis that is configured is away.</exception>
    public ValueTask MarkWholeAsync(CancellationToken cancellationToken) => Counter.MarkWholeAsync(cancellationToken);

    internal void Note(string organization)
    {
        if (organization.Length > 0)
        {
            Volatile.Write(ref turn, organization);
        }
    }

    private bool IsAway => redis.IsConfigured && health.IsAway;

    private SlotLimits LimitsFor(RunSlot run, int flowLimit)
    {
        var plan = LimitsOf(run.Organization);
        return new SlotLimits(flowLimit, plan.AtOnce, options.Value.AtOnce, plan.Queued, options.Value.Queued);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
