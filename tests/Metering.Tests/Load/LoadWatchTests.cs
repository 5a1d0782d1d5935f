using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Limits;
using HiveFlow.Metering.Load;
using HiveFlow.Metering.Queueing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Metering.Tests.Load;

public sealed class LoadWatchTests
{
    private readonly FakeTimeProvider clock = new();
    private LoadSample now = new(TimeSpan.Zero, 2, 100, 1_000);

    [Fact]
    public void An_instance_is_too_busy_after_a_while_over_the_threshold_and_until_it_is_well_below()
    {
        using var watch = Make(new LoadOptions { Processor = 0.8 });
        Assert.False(After(watch, 0.9, 9).IsOver);
        Assert.False(After(watch, 0.5, 1).IsOver);
        Assert.False(After(watch, 0.9, 9).IsOver);
        Assert.True(After(watch, 0.9, 2).IsOver);
        Assert.True(After(watch, 0.75, 1).IsOver);
        Assert.False(After(watch, 0.6, 1).IsOver);
        Assert.False(After(watch, 0.9, 1).IsOver);
    }

    [Fact]
    public void Memory_counts_and_a_threshold_of_nothing_does_not()
    {
        using var watch = Make(new LoadOptions { Processor = 0 });
        Assert.False(After(watch, 1, 60).IsOver);
        now = now with { Memory = 950 };
        Assert.True(After(watch, 0, 12).IsOver);
        now = now with { Memory = 850 };
        Assert.True(After(watch, 0, 1).IsOver);
        now = now with { Memory = 700 };
        Assert.False(After(watch, 0, 1).IsOver);
    }

    [Fact]
    public void By_default_an_instance_that_needs_nearly_all_of_its_processors_for_ten_seconds_is_too_busy()
    {
        using var watch = Make(new LoadOptions());
        Assert.False(After(watch, 0.94, 60).IsOver);
        Assert.False(After(watch, 0.96, 10).IsOver);
        Assert.True(After(watch, 0.96, 1).IsOver);
        Assert.True(After(watch, 0.86, 10).IsOver);
        Assert.False(After(watch, 0.84, 1).IsOver);
    }

    [Fact]
    public void Half_a_processor_that_a_container_has_is_all_it_has()
    {
        now = now with { Processors = 0.5 };
        using var watch = Make(new LoadOptions());

        Assert.True(After(watch, 0.97, 12).IsOver);
        Assert.Equal(0.97, watch.Read().Processor, 0.001);
    }

    [Fact]
    public async Task While_it_is_too_busy_runs_queue_and_none_is_taken_from_the_queue()
    {
        using var watch = Make(new LoadOptions { For = TimeSpan.Zero });
        await using var redis = new RedisConnection(Options.Create(new RedisOptions()));
        using var health = new RedisHealth(redis, clock, NullLogger<RedisHealth>.Instance);
        using var meter = new QueueMeter();
        var slots = new RunSlots(redis, health, new LimitBook(Options.Create(new LimitsOptions())), Options.Create(new QueueingOptions()), meter, watch, clock);
        var (first, second) = (new RunSlot("a", "f", "1"), new RunSlot("a", "f", "2"));
        Assert.Equal(SlotOutcome.Taken, await slots.TakeAsync(slots.RequestOf(first, 0), default));

        now = now with { Memory = 950 };
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SlotOutcome.Queue, await slots.TakeAsync(slots.RequestOf(second, 0), default));
        await slots.QueueAsync(second, 0, 5, clock.GetUtcNow(), default);
        Assert.Null(slots.TakeTurn());

        now = now with { Memory = 100 };
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", slots.TakeTurn());
    }

    [Fact]
    public void What_the_runtime_says_of_this_process_is_a_load()
    {
        using var watch = new LoadWatch(LoadSample.Read, Options.Create(new LoadOptions()), clock);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.InRange(LoadSample.Read().Processor, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Assert.InRange(watch.Read().Processor, double.Epsilon, 1);
        Assert.InRange(watch.Read().Memory, double.Epsilon, 1);
    }

    private LoadWatch Make(LoadOptions options) => new(() => now, Options.Create(options), clock);

    private LoadReading After(LoadWatch watch, double processor, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            now = now with { Processor = now.Processor + TimeSpan.FromSeconds(processor * now.Processors) };
            clock.Advance(TimeSpan.FromSeconds(1));
            watch.Read();
        }

        return watch.Read();
    }
}
