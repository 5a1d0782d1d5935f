using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Tests;

/// <summary>What one instance of the service has of metering: a connection and a limiter of its own.</summary>
internal sealed class Instance : IAsyncDisposable
{
    /// <param name="connectionString">Of its Redis; empty for none.</param>
    /// <param name="seconds">How long Redis may take to answer: on a busy machine some time, unless it is to be found away.</param>
    public Instance(string connectionString, int seconds = 30)
    {
        Redis = new RedisConnection(Options.Create(
            new RedisOptions { ConnectionString = connectionString, Prefix = "test:", Timeout = TimeSpan.FromSeconds(seconds) }));
        Health = new RedisHealth(Redis, TimeProvider.System, NullLogger<RedisHealth>.Instance);
        Limiter = new RateLimiter(Redis, Health, new LocalLimiter(TimeProvider.System), NullLogger<RateLimiter>.Instance);
    }

    public RedisConnection Redis { get; }

    public RedisHealth Health { get; }

    public RateLimiter Limiter { get; }

    public async ValueTask DisposeAsync()
    {
        Health.Dispose();
        await Redis.DisposeAsync();
    }
}
