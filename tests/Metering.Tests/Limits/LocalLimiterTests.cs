using HiveFlow.Metering.Limits;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Metering.Tests.Limits;

/// <summary>Alone, for one of them measures the memory of the whole process.</summary>
[Collection(Alone.Name)]
public sealed class LocalLimiterTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly Limit limit = new("x", new Rate(60, 3));
    private readonly LocalLimiter limiter;

    public LocalLimiterTests() => limiter = new LocalLimiter(clock);

    [Fact]
    public void A_burst_goes_through_and_then_one_as_often_as_the_rate_says()
    {
        Assert.Equal([2L, 1L, 0L], Enumerable.Range(0, 3).Select(_ => Take().Remaining));
        Assert.Equal(TimeSpan.FromSeconds(1), Take().RetryAfter);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Take().IsAllowed);
        Assert.False(Take().IsAllowed);

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => Take().IsAllowed));
    }

    [Fact]
    public void A_million_strangers_take_no_more_memory_than_a_hundred_thousand()
    {
        for (var i = 0; i < 200_000; i++)
        {
            limiter.Take([new Charge(limit, $"{i}")]);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 200_000; i < 1_000_000; i++)
        {
            limiter.Take([new Charge(limit, $"{i}")]);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 * 1024 * 1024);
    }

    private LimitVerdict Take() => limiter.Take([new Charge(limit, "a")]);
}
