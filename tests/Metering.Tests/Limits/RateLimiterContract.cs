using HiveFlow.Metering.Limits;

namespace HiveFlow.Metering.Tests.Limits;

/// <summary>What limits promise on every server that speaks Redis' protocol.</summary>
public abstract class RateLimiterContract : IAsyncLifetime
{
    private readonly List<Instance> instances = [];

    // So slow that nothing comes back while a test runs.
    private static readonly Limit Ten = new("ten", new Rate(1, 10));
    private static readonly Limit Three = new("three", new Rate(1, 3));

    protected abstract string ConnectionString { get; }

    public abstract Task InitializeAsync();

    public virtual async Task DisposeAsync()
    {
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }
    }

    [RedisFact]
    public async Task Of_64_parallel_clients_on_4_instances_never_one_more_gets_through()
    {
        var limit = new Limit("exact", new Rate(1, 500));
        Instance[] all = [Make(), Make(), Make(), Make()];
        var allowed = 0;
        var began = TimeProvider.System.GetTimestamp();

        await Parallel.ForEachAsync(Enumerable.Range(0, 64), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (client, _) =>
        {
            for (var request = 0; request < 25; request++)
            {
                var verdict = await all[client % 4].Limiter.TakeAsync([new Charge(limit, "somebody")]);
                Assert.False(verdict.IsRedisAway);
                Interlocked.Add(ref allowed, verdict.IsAllowed ? 1 : 0);
            }
        });

        // One comes back each minute.
        Assert.InRange(allowed, 500, 500 + (int)TimeProvider.System.GetElapsedTime(began).TotalMinutes);
    }

    [RedisFact]
    public async Task A_request_that_one_limit_refuses_is_counted_at_none()
    {
        var limiter = Make().Limiter;
        for (var request = 0; request < 3; request++)
        {
            Assert.True((await limiter.TakeAsync([new Charge(Ten, "a"), new Charge(Three, "b")])).IsAllowed);
        }

        for (var request = 0; request < 20; request++)
        {
            var refused = await limiter.TakeAsync([new Charge(Ten, "a"), new Charge(Three, "b")]);
            Assert.False(refused.IsAllowed);
            Assert.Equal("three", refused.Limit.Name);
        }

        Assert.Equal(6, (await limiter.TakeAsync([new Charge(Ten, "a")])).Remaining);
    }

    [RedisFact]
    public async Task The_verdict_tells_the_tightest_limit_what_is_left_and_when_it_is_whole_again()
    {
        var limiter = Make().Limiter;
        var began = TimeProvider.System.GetTimestamp();

        var first = await limiter.TakeAsync([new Charge(Ten, "a"), new Charge(Three, "b")]);

        Assert.Equal(("three", 2L), (first.Limit.Name, first.Remaining));
        Assert.InRange(first.Reset, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(60));

        await limiter.TakeAsync([new Charge(Three, "b")]);
        await limiter.TakeAsync([new Charge(Three, "b")]);
        var refused = await limiter.TakeAsync([new Charge(Three, "b")]);
        var took = TimeProvider.System.GetElapsedTime(began) + TimeSpan.FromSeconds(1);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(60) - took, TimeSpan.FromSeconds(60));
        Assert.InRange(refused.Reset, TimeSpan.FromSeconds(180) - took, TimeSpan.FromSeconds(180));
    }

    [RedisFact]
    public async Task What_is_spent_comes_back_with_the_servers_time()
    {
        // A thousand a second: while the refusal travels back, the next one is free already.
        var fast = new Limit("fast", new Rate(60_000, 1));
        var limiter = Make().Limiter;
        Assert.True((await limiter.TakeAsync([new Charge(fast, "a")])).IsAllowed);

        var tries = 0;
        while (!(await limiter.TakeAsync([new Charge(fast, "a")])).IsAllowed && tries < 10_000)
        {
            tries++;
        }

        Assert.InRange(tries, 0, 9_999);
    }

    [RedisFact]
    public async Task Everybody_has_limits_of_their_own()
    {
        var limiter = Make().Limiter;
        for (var person = 0; person < 50; person++)
        {
            Assert.Equal(2, (await limiter.TakeAsync([new Charge(Three, $"person{person}")])).Remaining);
        }
    }

    [RedisFact]
    public async Task Every_key_ends_by_itself()
    {
        var instance = Make();
        var began = TimeProvider.System.GetTimestamp();
        await instance.Limiter.TakeAsync([new Charge(Three, "a")]);

        var connection = (await instance.Redis.GetAsync(default))!;
        var left = await connection.GetDatabase().KeyTimeToLiveAsync("test:{limits}:three:a");

        Assert.InRange(left!.Value, TimeSpan.FromSeconds(60) - TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(62));
    }

    [RedisFact]
    public async Task A_stored_instant_further_away_than_the_limit_allows_is_not_believed()
    {
        var instance = Make();
        var connection = (await instance.Redis.GetAsync(default))!;
        await connection.GetDatabase().StringSetAsync("test:{limits}:three:a", "9007199254740000");

        var refused = await instance.Limiter.TakeAsync([new Charge(Three, "a")]);

        Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    private protected Instance Make()
    {
        var instance = new Instance(ConnectionString);
        instances.Add(instance);
        return instance;
    }
}
