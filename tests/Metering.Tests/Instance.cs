using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Tests;

/// <summary>What one instance of the service has of metering: a connection and a limiter of its own.</summary>
internal sealed class Instance : IAsyncDisposable
{
    public Instance(string connectionString, string prefix = "test:")
    {
        Redis = new RedisConnection(Options.Create(new RedisOptions { ConnectionString = connectionString, Prefix = prefix }));
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
