using HiveFlow.Live.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HiveFlow.Live.Connections;

/// <summary>
/// Counts long connections over all instances, each by a lease that its instance renews: those of an instance that died are over by
/// themselves. Without Redis, and while it is away, this instance counts alone.
/// </summary>
public sealed partial class ConnectionLeases(RedisConnection redis, TimeProvider clock, ILogger<ConnectionLeases> logger)
{
    /// <summary>How long a lease lasts unless it is renewed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    /// <summary>How often to renew.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    // KEYS  a sorted set of connections by the time their leases are over, in milliseconds of the server's clock.
    // ARGV  the connection, how many there may be, how long it is taken for (ms).
    // gives 1 when it is taken or renewed, 0 when there are too many.
    private const string TakeText =
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
        redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
        redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[3]) * 2)
        return 1
        """;

    private readonly Lock gate = new();
    private readonly Dictionary<string, HashSet<string>> local = new(StringComparer.Ordinal);

    /// <summary>Takes a place, or renews it.</summary>
    /// <param name="place">What is counted, such as <c>ip:192.0.2.1</c>.</param>
    /// <param name="connection">Which connection; unique.</param>
    /// <param name="limit">How many there may be at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it has one now.</returns>
    public async ValueTask<bool> TakeAsync(string place, string connection, int limit, CancellationToken cancellationToken)
    {
        var isHere = TakeHere(place, connection, limit);
        if (!isHere || !redis.IsConfigured)
        {
            return isHere;
        }

        try
        {
            if (await TakeThereAsync(place, connection, limit, cancellationToken))
            {
                return true;
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            Away(logger, exception.GetType().Name);
            return true;
        }

        Forget(place, connection);
        return false;
    }

    /// <summary>
    /// The same for a connection that no instance holds: any of them renews it, and none counts it for itself. While Redis is away its
    /// exceptions leave.
    /// </summary>
    /// <inheritdoc cref="TakeAsync"/>
    public async Task<bool> TakeThereAsync(string place, string connection, int limit, CancellationToken cancellationToken)
    {
        var database = (await redis.GetAsync(cancellationToken))!.GetDatabase();
        return (long)await database.ScriptEvaluateAsync(TakeText, [KeyOf(place)], [connection, limit, (long)Length.TotalMilliseconds]) == 1;
    }

    /// <summary>Gives a place back; one that was not taken is none.</summary>
    public async ValueTask GiveBackAsync(string place, string connection)
    {
        Forget(place, connection);
        if (!redis.IsConfigured)
        {
            return;
        }

        try
        {
            await (await redis.GetAsync(CancellationToken.None))!.GetDatabase().SortedSetRemoveAsync(KeyOf(place), connection);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // It is over by itself within a minute.
        }
    }

    /// <summary>
    /// Ends all leases: for a host whose Redis serves no other, when it starts, because whoever held them is dead. Those that others hold for
    /// us are renewed within seconds. While Redis is away they end by themselves.
    /// </summary>
    public async Task EndAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await redis.GetAsync(cancellationToken) is not { } connection)
            {
                return;
            }

            foreach (var server in connection.GetServers())
            {
                await foreach (var key in server.KeysAsync(pattern: $"{redis.Prefix}live:*").WithCancellation(cancellationToken))
                {
                    if (IsPlace(key.ToString()))
                    {
                        await connection.GetDatabase().KeyDeleteAsync(key);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            Away(logger, exception.GetType().Name);
        }
    }

    /// <summary>Waits until it is time to renew.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(RenewEvery, clock, cancellationToken);

    private bool TakeHere(string place, string connection, int limit)
    {
        lock (gate)
        {
            if (!local.TryGetValue(place, out var present))
            {
                local[place] = present = new HashSet<string>(StringComparer.Ordinal);
            }

            return present.Contains(connection) || (present.Count < limit && present.Add(connection));
        }
    }

    private void Forget(string place, string connection)
    {
        lock (gate)
        {
            if (local.TryGetValue(place, out var present) && present.Remove(connection) && present.Count == 0)
            {
                local.Remove(place);
            }
        }
    }

    private bool IsPlace(string key) =>
        key.StartsWith(KeyOf("ip:"), StringComparison.Ordinal) || key.StartsWith(KeyOf("user:"), StringComparison.Ordinal);

    private string KeyOf(string place) => $"{redis.Prefix}live:{place}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away ({Reason}): live connections are counted by each instance alone.")]
    private static partial void Away(ILogger logger, string reason);
}
