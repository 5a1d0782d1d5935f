using HiveFlow.Live.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HiveFlow.Metering.Availability;

/// <summary>
/// Whether Redis answers at the moment, without asking it each time: a command that failed marks it away, and a small question every
/// half second finds out when it is back. What must not be done without Redis asks here first.
/// </summary>
public sealed partial class RedisHealth(RedisConnection redis, TimeProvider clock, ILogger<RedisHealth> logger) : IDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource disposing = new();
    private int asking;
    private volatile bool hasFailed;

    /// <summary>Whether a Redis is configured and does not answer. Without one configured nothing is away.</summary>
    public bool IsAway
    {
        get
        {
            if (!hasFailed && redis.IsCut)
            {
                Mark("its connection is cut");
            }

            return hasFailed;
        }
    }

    /// <summary>Whether an exception means that Redis is away, and not that a command of ours is wrong.</summary>
    public static bool IsOutage(Exception exception) =>
        exception is RedisConnectionException or RedisTimeoutException or TimeoutException or ObjectDisposedException
        || (exception is RedisServerException server && IsOutage(server.Message));

    /// <summary>Marks Redis as away until it answers again.</summary>
    public void Report(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Mark(exception.GetType().Name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposing.Cancel();
        disposing.Dispose();
    }

    // A server that is starting, switching over or out of memory answers every command with one of these.
    private static bool IsOutage(string message) =>
        message.StartsWith("LOADING", StringComparison.Ordinal) || message.StartsWith("READONLY", StringComparison.Ordinal)
        || message.StartsWith("OOM", StringComparison.Ordinal) || message.StartsWith("MASTERDOWN", StringComparison.Ordinal)
        || message.StartsWith("BUSY", StringComparison.Ordinal) || message.StartsWith("CLUSTERDOWN", StringComparison.Ordinal);

    private void Mark(string reason)
    {
        hasFailed = true;
        if (Interlocked.Exchange(ref asking, 1) == 0 && !disposing.IsCancellationRequested)
        {
            Away(logger, reason);
            _ = AskAsync(disposing.Token);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        try
        {
            while (!await AnswersAsync(cancellationToken))
            {
                await Task.Delay(AskEvery, clock, cancellationToken);
            }

            Back(logger, clock.GetElapsedTime(began));
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        finally
        {
            // In this order: a failure in between is forgotten and comes again, where the other order would keep it for ever.
            Volatile.Write(ref asking, 0);
            hasFailed = false;
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await redis.GetAsync(cancellationToken) is { IsConnected: true } connection)
            {
                await connection.GetDatabase().PingAsync();
                return true;
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // Asked again in a moment.
        }

        return false;
    }

    [LoggerMessage(1, LogLevel.Warning, "Redis is away ({Reason}): limits are counted by each instance alone, nothing new is started.")]
    private static partial void Away(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Redis is back after {Time}.")]
    private static partial void Back(ILogger logger, TimeSpan time);
}
