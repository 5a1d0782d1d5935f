using HiveFlow.HostFixture;
using HiveFlow.Live.Instances;
using HiveFlow.Live.Redis;
using HiveFlow.Live.Tests.Signals;
using Microsoft.Extensions.Options;

namespace HiveFlow.Live.Tests.Instances;

public sealed class InstanceRegistryTests
{
    private static readonly Dictionary<string, long> Nothing = [];

    [Fact]
    public async Task Without_redis_an_instance_knows_itself()
    {
        await using var redis = Connect(string.Empty);
        var registry = new InstanceRegistry(redis, TimeProvider.System);
        Assert.Empty(await registry.ListAsync(default));

        await registry.TellAsync(Named("a"), Nothing, default);

        Assert.Equal("a", Assert.Single(await registry.ListAsync(default)).Id);
    }

    [RedisFact]
    public async Task One_that_died_vanishes_with_its_last_word_and_what_it_counted_stays()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var first = Connect(server.ConnectionString);
        await using var second = Connect(server.ConnectionString);
        var (dying, living) = (new InstanceRegistry(first, TimeProvider.System), new InstanceRegistry(second, TimeProvider.System));
        await dying.TellAsync(Named("a"), new Dictionary<string, long> { ["failed"] = 2 }, default);
        await living.TellAsync(Named("b"), new Dictionary<string, long> { ["failed"] = 3, ["started"] = 1 }, default);
        Assert.Equal(["a", "b"], (await living.ListAsync(default)).Select(i => i.Id));

        // Its key is over as it is when nobody renews it for half a minute.
        var database = (await second.GetAsync(default))!.GetDatabase();
        await database.KeyDeleteAsync($"{second.Prefix}instance:a");

        Assert.Equal(["b"], (await living.ListAsync(default)).Select(i => i.Id));
        Assert.Equal(1, await database.SetLengthAsync($"{second.Prefix}instances"));
        Assert.True(await database.KeyTimeToLiveAsync($"{second.Prefix}instance:b") <= InstanceRegistry.Lifetime);
        Assert.Equal([("failed", 5L), ("started", 1L)], (await living.LastHourAsync(default)).Select(c => (c.Key, c.Value)).Order());

        await living.LeaveAsync("b");
        Assert.Empty(await dying.ListAsync(default));
    }

    private static InstanceRecord Named(string id) => new(id, "host", "1", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 2, 1, 1, 1, 1, 0, 0);

    private static RedisConnection Connect(string text) => new(Options.Create(new RedisOptions { ConnectionString = text, Timeout = TimeSpan.FromSeconds(30) }));
}
