using HiveFlow.HostFixture;
using HiveFlow.Live.Connections;
using HiveFlow.Live.Redis;
using HiveFlow.Live.Tests.Signals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Live.Tests.Connections;

public sealed class ConnectionLeasesTests
{
    [Fact]
    public async Task Without_redis_an_instance_counts_alone()
    {
        await using var redis = Connect(string.Empty);
        var leases = Make(redis);

        Assert.True(await leases.TakeAsync("ip:a", "1", 1, default));
        Assert.True(await leases.TakeAsync("ip:a", "1", 1, default));
        Assert.False(await leases.TakeAsync("ip:a", "2", 1, default));
        Assert.True(await leases.TakeAsync("ip:b", "2", 1, default));
        await leases.GiveBackAsync("ip:a", "1");
        Assert.True(await leases.TakeAsync("ip:a", "2", 1, default));
    }

    [RedisFact]
    public async Task Of_64_that_come_at_once_on_several_instances_exactly_ten_are_let_in()
    {
        await using var server = await RedisProcess.StartAsync();
        var connections = Enumerable.Range(0, 4).Select(_ => Connect(server.ConnectionString)).ToList();
        var instances = connections.ConvertAll(Make);

        var taken = await Task.WhenAll(Enumerable.Range(0, 64).Select(n =>
            Task.Run(async () => await instances[n % 4].TakeAsync("ip:a", $"c{n}", 10, default))));

        Assert.Equal(10, taken.Count(t => t));
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    [RedisFact]
    public async Task A_connection_of_an_instance_that_died_makes_room_when_its_lease_is_over()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var dead = Connect(server.ConnectionString);
        await using var alive = Connect(server.ConnectionString);
        Assert.True(await Make(dead).TakeAsync("user:a", "1", 1, default));
        var leases = Make(alive);
        Assert.False(await leases.TakeAsync("user:a", "2", 1, default));

        // As if the minute had passed.
        var database = (await alive.GetAsync(default))!.GetDatabase();
        Assert.InRange((await database.KeyTimeToLiveAsync("hf:live:user:a"))!.Value, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(120));
        await database.SortedSetAddAsync("hf:live:user:a", "1", 1);

        Assert.True(await leases.TakeAsync("user:a", "2", 1, default));
    }

    [RedisFact]
    public async Task While_redis_is_away_nobody_is_kept_out_for_it()
    {
        var server = await RedisProcess.StartAsync();
        await using var redis = Connect(server.ConnectionString, seconds: 2);
        var leases = Make(redis);
        Assert.True(await leases.TakeAsync("ip:a", "1", 1, default));
        await server.DisposeAsync();

        Assert.True(await leases.TakeAsync("ip:b", "2", 1, default));
        Assert.False(await leases.TakeAsync("ip:a", "2", 1, default));
    }

    private static ConnectionLeases Make(RedisConnection redis) => new(redis, TimeProvider.System, NullLogger<ConnectionLeases>.Instance);

    private static RedisConnection Connect(string connectionString, int seconds = 30) =>
        new(Options.Create(new RedisOptions { ConnectionString = connectionString, Timeout = TimeSpan.FromSeconds(seconds) }));
}
