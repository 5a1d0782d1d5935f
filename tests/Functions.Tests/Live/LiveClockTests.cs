using HiveFlow.Functions.Live;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Live;

public sealed class LiveClockTests : IAsyncLifetime
{
    private static readonly TimeSpan Nudge = TimeSpan.FromMilliseconds(250);
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private ApiHost api = null!;

    public async Task InitializeAsync() => api = await ApiHost.StartAsync(clock);

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Whoever_says_nothing_for_ten_seconds_is_closed()
    {
        using var live = await LiveClient.OpenAsync(api.Client.BaseAddress!);

        Assert.Equal(LiveCodes.AuthTimeout, await EndWhileTimePassesAsync(live, TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(11)));
    }

    [Fact]
    public async Task A_connection_that_nobody_uses_is_closed_after_an_hour()
    {
        var began = clock.GetUtcNow();
        using var live = await LiveClient.OpenAsAsync(api.Client.BaseAddress!, api.Ada.Token);

        Assert.Equal(LiveCodes.Idle, await EndWhileTimePassesAsync(live, TimeSpan.FromHours(1), TimeSpan.FromSeconds(20)));
        Assert.True(clock.GetUtcNow() - began >= TimeSpan.FromHours(1));
    }

    // The time after which it is to end passes as fast as it goes, and what comes then so slowly that no session is over before a slow machine
    // has looked at the connection.
    private async Task<int?> EndWhileTimePassesAsync(LiveClient live, TimeSpan until, TimeSpan step)
    {
        var end = live.EndAsync();
        var (due, nudged) = (clock.GetUtcNow() + until, 0L);
        while (!end.IsCompleted)
        {
            if (clock.GetUtcNow() < due || TimeProvider.System.GetElapsedTime(nudged) >= Nudge)
            {
                clock.Advance(step);
                nudged = TimeProvider.System.GetTimestamp();
            }

            // Time for the connection to notice, and none of the connection's own.
            using var answer = await api.Client.GetAsync("/api/health");
        }

        return await end;
    }
}
