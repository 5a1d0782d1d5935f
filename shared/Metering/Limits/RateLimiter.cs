using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Metering.Limits;

/// <summary>
/// Counts requests over all instances, exactly: one atomic script on Redis and its clock. Requests that arrive while a round trip is under
/// way share the next one. Without Redis, and while it is away, this instance counts alone.
/// </summary>
public sealed partial class RateLimiter
{
    /// <summary>The most limits one request counts against.</summary>
    public const int MaxCharges = 8;

    private const int MaxFlights = 2;
    private const int MaxInFlight = 128;
    private const int MaxWaiting = 20_000;
    private readonly RedisConnection redis;
    private readonly RedisHealth health;
    private readonly LocalLimiter local;
    private readonly LimitScript script;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private readonly Queue<PendingTake> waiting = new();
    private int flights;

    /// <summary>Over the process's connection.</summary>
    public RateLimiter(RedisConnection redis, RedisHealth health, LocalLimiter local, ILogger<RateLimiter> logger)
    {
        this.redis = redis;
        this.health = health;
        this.local = local;
        this.logger = logger;
        script = new LimitScript(redis);
    }

    /// <summary>
    /// Counts a request against all of the limits, or against none when one of them refuses it. Takes as long as Redis, its timeout at most.
    /// </summary>
    /// <param name="charges">1 to <see cref="MaxCharges"/>, each limit once.</param>
    public ValueTask<LimitVerdict> TakeAsync(Charge[] charges)
    {
        ArgumentNullException.ThrowIfNull(charges);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(charges.Length, MaxCharges);
        if (!redis.IsConfigured)
        {
            return new(local.Take(charges));
        }

        if (health.IsAway)
        {
            return new(TakeAlone(charges));
        }

        var pending = new PendingTake(charges);
        lock (gate)
        {
            if (waiting.Count >= MaxWaiting)
            {
                return new(TakeAlone(charges));
            }

            waiting.Enqueue(pending);
            if (flights == MaxFlights)
            {
                return new(pending.Verdict);
            }

            flights++;
        }

        _ = FlyAsync();
        return new(pending.Verdict);
    }

    /// <summary>Counts a request in this instance alone, whatever Redis does: for routes that cost nothing.</summary>
    public LimitVerdict TakeLocally(ReadOnlySpan<Charge> charges) => local.Take(charges);

    private async Task FlyAsync()
    {
        List<PendingTake> together = [];
        while (Board(together))
        {
            try
            {
                // The limits never hold up a request because of a fault of their own.
                if (await redis.GetAsync(CancellationToken.None) is { IsConnected: true } connection)
                {
                    await script.RunAsync(connection, together);
                    continue;
                }
            }
            catch (Exception exception) when (RedisHealth.IsOutage(exception))
            {
                health.Report(exception);
            }
            catch (Exception exception)
            {
                ScriptFailed(logger, exception);
                health.Report(exception);
            }

            foreach (var pending in together)
            {
                pending.Complete(TakeAlone(pending.Charges));
            }
        }
    }

    private bool Board(List<PendingTake> together)
    {
        together.Clear();
        lock (gate)
        {
            while (together.Count < MaxInFlight && waiting.TryDequeue(out var next))
            {
                together.Add(next);
            }

            flights -= together.Count == 0 ? 1 : 0;
        }

        return together.Count > 0;
    }

    private LimitVerdict TakeAlone(Charge[] charges) => local.Take(charges) with { IsRedisAway = true };

    [LoggerMessage(1, LogLevel.Error, "The script of limits failed; this instance counts alone.")]
    private static partial void ScriptFailed(ILogger logger, Exception exception);
}
