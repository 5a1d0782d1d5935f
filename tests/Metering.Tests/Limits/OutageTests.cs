using HiveFlow.Host.Redis;
using HiveFlow.HostFixture;
using HiveFlow.Metering.Limits;

namespace HiveFlow.Metering.Tests.Limits;

/// <summary>What limits do while Redis is away (part 3, 4 of the reliability promises).</summary>
[Collection(Alone.Name)]
public sealed class OutageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);
    private readonly Limit limit = new("three", new Rate(1, 3));

    [RedisFact]
    public async Task A_killed_server_leaves_each_instance_counting_alone_and_its_return_is_noticed_within_five_seconds()
    {
        var server = await RedisProcess.StartAsync();
        await using var instance = new Instance(server.ConnectionString, seconds: 2);
        Assert.False((await TakeAsync(instance, "a")).IsRedisAway);

        await server.DisposeAsync();
        var alone = await UntilAsync(instance, isAway: true);
        Assert.True(alone.IsAllowed);
        Assert.Equal([true, true, true, false], await Many(instance, "b", 4));

        await using var again = await RedisProcess.StartAsync(server.Port);
        var began = TimeProvider.System.GetTimestamp();
        await UntilAsync(instance, isAway: false);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, Promised);
        Assert.Equal([true, true, true, false], await Many(instance, "c", 4));
    }

    [Fact]
    public async Task The_embedded_server_may_end_and_come_back_as_well()
    {
        using var folder = TestFolder.Create();
        var server = EmbeddedRedis.Begin(folder.Path);
        await server.StartedAsync();
        await using var instance = new Instance(server.ConnectionString, seconds: 2);
        Assert.False((await TakeAsync(instance, "a")).IsRedisAway);

        await server.DisposeAsync();
        await UntilAsync(instance, isAway: true);

        await using var again = EmbeddedRedis.Begin(folder.Path);
        await again.StartedAsync();
        await UntilAsync(instance, isAway: false);
        Assert.Equal([true, true, true, false], await Many(instance, "c", 4));
    }

    [Fact]
    public async Task Without_a_Redis_nothing_is_away()
    {
        await using var instance = new Instance(string.Empty);

        Assert.Equal([true, true, true, false], await Many(instance, "a", 4));
        Assert.False(instance.Health.IsAway);
    }

    [Fact]
    public async Task A_server_that_was_never_there_holds_nobody_up_for_long()
    {
        await using var instance = new Instance("127.0.0.1:1", seconds: 2);

        Assert.True((await TakeAsync(instance, "a")).IsRedisAway);
        Assert.True(instance.Health.IsAway);
    }

    private async Task<IEnumerable<bool>> Many(Instance instance, string who, int count)
    {
        var allowed = new bool[count];
        for (var i = 0; i < count; i++)
        {
            allowed[i] = (await TakeAsync(instance, who)).IsAllowed;
        }

        return allowed;
    }

    private async Task<LimitVerdict> TakeAsync(Instance instance, string who) => await instance.Limiter.TakeAsync([new Charge(limit, who)]);

    private async Task<LimitVerdict> UntilAsync(Instance instance, bool isAway)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; ; i++)
        {
            var verdict = await TakeAsync(instance, $"probe{isAway}{i}");
            if (verdict.IsRedisAway == isAway)
            {
                return verdict;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "Nothing changed.");
            await Task.Yield();
        }
    }
}
