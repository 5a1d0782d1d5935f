using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Queueing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Tests.Queueing;

/// <summary>What the counts of runs at work and their queue promise, wherever they are kept.</summary>
public abstract class SlotContract : IAsyncLifetime
{
    private RedisConnection? redis;
    private RedisHealth? health;
    private ISlotCounter? counter;

    protected abstract string ConnectionString { get; }

    private protected ISlotCounter Counter => counter ??= Make();

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        health?.Dispose();
        if (redis is not null)
        {
            await redis.DisposeAsync();
        }
    }

    [RedisFact]
    public async Task Of_fifty_who_ask_at_once_as_many_begin_as_the_organization_may()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => TakeAsync(Run("a", "f", n), Limits(organization: 7)).AsTask()));

        Assert.Equal(7, outcomes.Count(outcome => outcome == SlotOutcome.Taken));
        Assert.Equal(43, outcomes.Count(outcome => outcome == SlotOutcome.Queue));
        Assert.Equal(7, (await Counter.ReadAsync(default)).AtWork);
    }

    [RedisFact]
    public async Task What_is_said_twice_counts_once()
    {
        var (first, second) = (Run("a", "f", 1), Run("a", "f", 2));
        Assert.Equal(SlotOutcome.Taken, await TakeAsync(first, Limits(organization: 1)));
        Assert.Equal(SlotOutcome.Had, await TakeAsync(first, Limits(organization: 1)));
        await QueueAsync(second, 1, Limits(organization: 1));
        await QueueAsync(second, 1, Limits(organization: 1));
        Assert.Equal(new SlotCounts(1, 1, false), await Counter.ReadAsync(default));
        Assert.Equal(SlotOutcome.Queue, await TakeAsync(second, Limits(organization: 1)));

        Assert.Equal("a", await Counter.ReleaseAsync(first, 100, default));
        Assert.Equal("a", await Counter.ReleaseAsync(first, 100, default));
        Assert.Equal([second], await DrainAsync());
        Assert.Equal(new SlotCounts(1, 0, false), await Counter.ReadAsync(default));
        await Counter.ReleaseAsync(second, 100, default);
        await Counter.ReleaseAsync(second, 100, default);
        Assert.Equal(new SlotCounts(0, 0, false), await Counter.ReadAsync(default));
        Assert.Equal(SlotOutcome.Taken, await TakeAsync(Run("a", "f", 3), Limits(organization: 1)));
    }

    [RedisFact]
    public async Task An_organization_with_many_queued_runs_keeps_another_waiting_for_one_of_its_runs_only()
    {
        var limits = Limits(system: 4);
        for (var n = 0; n < 4; n++)
        {
            Assert.Equal(SlotOutcome.Taken, await TakeAsync(Run("noisy", "f", n), limits));
        }

        for (var n = 4; n < 300; n++)
        {
            Assert.Equal(SlotOutcome.Queue, await TakeAsync(Run("noisy", "f", n), limits));
            await QueueAsync(Run("noisy", "f", n), n, limits);
        }

        await QueueAsync(Run("quiet", "f", 0), 1_000, limits);
        await QueueAsync(Run("quiet", "f", 1), 1_001, limits);
        List<RunSlot> begun = [];
        for (var n = 0; n < 4; n++)
        {
            await Counter.ReleaseAsync(Run("noisy", "f", n), 4, default);
            begun.AddRange(await DrainAsync(4));
        }

        Assert.Equal([Run("noisy", "f", 4), Run("quiet", "f", 0), Run("noisy", "f", 5), Run("quiet", "f", 1)], begun);
    }

    [RedisFact]
    public async Task An_organization_at_its_own_limit_keeps_no_other_waiting_however_many_it_has_queued()
    {
        var limits = Limits(organization: 3);
        for (var n = 0; n < 300; n++)
        {
            if (await TakeAsync(Run("noisy", "f", n), limits) == SlotOutcome.Queue)
            {
                await QueueAsync(Run("noisy", "f", n), n, limits);
            }
        }

        Assert.Equal([SlotOutcome.Taken, SlotOutcome.Taken, SlotOutcome.Taken], [
            await TakeAsync(Run("quiet", "f", 0), limits), await TakeAsync(Run("quiet", "f", 1), limits), await TakeAsync(Run("third", "f", 0), limits)]);
        Assert.Equal(new SlotCounts(6, 297, false), await Counter.ReadAsync(default));
        Assert.Empty(await DrainAsync());
    }

    [RedisFact]
    public async Task A_flow_at_its_limit_keeps_no_other_flow_of_its_organization_waiting()
    {
        Assert.Equal(SlotOutcome.Taken, await TakeAsync(Run("a", "slow", 0), Limits(flow: 1)));
        for (var n = 1; n < 200; n++)
        {
            Assert.Equal(SlotOutcome.Queue, await TakeAsync(Run("a", "slow", n), Limits(flow: 1)));
            await QueueAsync(Run("a", "slow", n), n, Limits(flow: 1));
        }

        Assert.Empty(await DrainAsync());
        Assert.Equal(SlotOutcome.Taken, await TakeAsync(Run("a", "other", 0), Limits()));
        await Counter.ReleaseAsync(Run("a", "slow", 0), 100, default);
        Assert.Equal([Run("a", "slow", 1)], await DrainAsync());
        Assert.Equal(SlotOutcome.Queue, await TakeAsync(Run("a", "slow", 200), Limits(flow: 1)));
    }

    [RedisFact]
    public async Task The_lower_rank_begins_first_and_the_position_says_so()
    {
        var limits = Limits(organization: 1);
        await TakeAsync(Run("a", "f", 0), limits);
        await QueueAsync(Run("a", "f", 1), 30, limits);
        await QueueAsync(Run("a", "g", 2), 10, limits);
        await QueueAsync(Run("a", "f", 3), 20, limits);

        Assert.Equal(3, await Counter.PositionAsync(Run("a", "f", 1), default));
        Assert.Equal(1, await Counter.PositionAsync(Run("a", "g", 2), default));
        Assert.Equal(0, await Counter.PositionAsync(Run("a", "f", 0), default));
        await Counter.ReleaseAsync(Run("a", "g", 2), 100, default);
        await Counter.ReleaseAsync(Run("a", "f", 0), 100, default);
        Assert.Equal([Run("a", "f", 3)], await DrainAsync());
        Assert.Equal([false, true], await Counter.AreQueuedAsync([Run("a", "f", 3), Run("a", "f", 1)], default));
    }

    [RedisFact]
    public async Task A_queue_that_is_full_refuses_and_says_whose_it_is()
    {
        await TakeAsync(Run("a", "f", 0), Limits(organization: 1));
        await QueueAsync(Run("a", "f", 1), 1, Limits(organization: 1));

        Assert.Equal(SlotOutcome.OrganizationFull, await TakeAsync(Run("a", "f", 2), Limits(organization: 1, queued: 1)));
        Assert.Equal(SlotOutcome.SystemFull, await TakeAsync(Run("a", "f", 2), Limits(organization: 1, all: 1)));
        Assert.Equal(SlotOutcome.Taken, await TakeAsync(Run("b", "f", 0), Limits(organization: 1, queued: 1, all: 1)));
        Assert.Equal(new SlotCounts(2, 1, false), await Counter.ReadAsync(default));
    }

    [RedisFact]
    public async Task A_run_that_goes_on_is_counted_whatever_the_limit_and_keeps_the_next_one_waiting()
    {
        var limits = Limits(organization: 1, flow: 1);
        await TakeAsync(Run("a", "f", 0), limits);
        await QueueAsync(Run("a", "f", 1), 1, limits);
        await Counter.ConfirmAsync(Run("a", "f", 2), 5, default);
        Assert.Equal(new SlotCounts(2, 1, false), await Counter.ReadAsync(default));

        await Counter.ReleaseAsync(Run("a", "f", 0), 100, default);
        Assert.Empty(await DrainAsync());
        await Counter.ConfirmAsync(Run("a", "f", 1), 6, default);
        await Counter.ReleaseAsync(Run("a", "f", 2), 100, default);
        await Counter.ReleaseAsync(Run("a", "f", 1), 100, default);
        Assert.Equal(new SlotCounts(0, 0, false), await Counter.ReadAsync(default));
        Assert.Equal(SlotOutcome.Taken, await TakeAsync(Run("a", "f", 3), limits));
    }

    [RedisFact]
    public async Task Runs_that_were_not_seen_for_long_are_found_and_what_must_queue_does()
    {
        await Counter.TakeAsync(Run("a", "f", 0), Limits(), false, 10, default);
        await Counter.TakeAsync(Run("a", "f", 1), Limits(), false, 20, default);
        await Counter.TakeAsync(Run("a", "f", 2), Limits(), false, 30, default);
        await Counter.ConfirmAsync(Run("a", "f", 0), 40, default);

        Assert.Equal([Run("a", "f", 1)], await Counter.SeenBeforeAsync(30, 10, default));
        Assert.Equal(SlotOutcome.Queue, await Counter.TakeAsync(Run("b", "f", 1), Limits(), true, 20, default));
        await QueueAsync(Run("b", "f", 1), 1, Limits());
        Assert.Equal("b", await Counter.PeekAsync(100, default));
        Assert.Equal(SlotOutcome.Queue, await TakeAsync(Run("c", "f", 1), Limits()));
        await Counter.MarkWholeAsync(default);
        Assert.Equal(new SlotCounts(3, 1, true), await Counter.ReadAsync(default));
    }

    private protected static RunSlot Run(string organization, string flow, int number) => new(organization, flow, $"{number:0000}");

    private protected static SlotLimits Limits(int flow = 0, int organization = 100, int system = 100, int queued = 1_000, int all = 10_000) =>
        new(flow, organization, system, queued, all);

    private protected ValueTask<SlotOutcome> TakeAsync(RunSlot run, SlotLimits limits) => Counter.TakeAsync(run, limits, false, 1, default);

    private protected ValueTask<string> QueueAsync(RunSlot run, double rank, SlotLimits limits) => Counter.QueueAsync(run, limits, rank, default);

    /// <summary>Everybody who can begin now, in order.</summary>
    private protected async Task<List<RunSlot>> DrainAsync(int system = 100)
    {
        List<RunSlot> begun = [];
        for (var next = await Counter.PeekAsync(system, default); next.Length > 0;)
        {
            (var run, next) = await Counter.NextAsync(next, system, 1, default);
            if (run is not null)
            {
                begun.Add(run);
            }
        }

        return begun;
    }

    private ISlotCounter Make()
    {
        if (ConnectionString.Length == 0)
        {
            return new LocalSlots();
        }

        redis = new RedisConnection(Options.Create(new RedisOptions { ConnectionString = ConnectionString, Prefix = $"{Guid.NewGuid():N}:", Timeout = TimeSpan.FromSeconds(30) }));
        health = new RedisHealth(redis, TimeProvider.System, NullLogger<RedisHealth>.Instance);
        return new RedisSlots(redis, health);
    }
}
