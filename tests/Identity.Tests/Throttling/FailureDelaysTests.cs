using System.Net;
using HiveFlow.Identity.Throttling;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Identity.Tests.Throttling;

public sealed class FailureDelaysTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void The_wait_doubles_up_to_fifteen_minutes_and_never_beyond()
    {
        var policy = FailurePolicy.Account;

        Assert.Equal(TimeSpan.Zero, policy.After(5));
        Assert.Equal(TimeSpan.FromSeconds(1), policy.After(6));
        Assert.Equal(TimeSpan.FromSeconds(2), policy.After(7));
        Assert.Equal(TimeSpan.FromSeconds(512), policy.After(15));
        Assert.Equal(TimeSpan.FromMinutes(15), policy.After(16));
        Assert.Equal(TimeSpan.FromMinutes(15), policy.After(int.MaxValue));
    }

    [Fact]
    public void A_day_without_tries_is_forgotten()
    {
        var delays = new FailureDelays(clock);
        for (var i = 0; i < 6; i++)
        {
            Assert.True(delays.TryBegin("a", FailurePolicy.Account, out _));
        }

        Assert.False(delays.TryBegin("a", FailurePolicy.Account, out _));
        clock.Advance(TimeSpan.FromHours(24));
        for (var i = 0; i < 6; i++)
        {
            Assert.True(delays.TryBegin("a", FailurePolicy.Account, out _));
        }
    }

    [Fact]
    public void Names_are_counted_apart()
    {
        var delays = new FailureDelays(clock);
        for (var i = 0; i < 7; i++)
        {
            delays.TryBegin("a", FailurePolicy.Account, out _);
        }

        Assert.True(delays.TryBegin("b", FailurePolicy.Account, out _));
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void An_IPv6_customer_is_one_address(string one, string other, bool isSame) =>
        Assert.Equal(isSame, ClientAddress.Name(IPAddress.Parse(one)) == ClientAddress.Name(IPAddress.Parse(other)));
}
