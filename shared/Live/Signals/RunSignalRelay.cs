using System.Text;
using HiveFlow.Live.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HiveFlow.Live.Signals;

/// <summary>
/// Carries signals between instances by Redis pub/sub: many signals in one message, at most one message every 20 ms. While Redis is
/// away signals are dropped; watchers look into the store by themselves every few seconds.
/// </summary>
public sealed partial class RunSignalRelay(RedisConnection redis, RunSignals signals, TimeProvider clock, ILogger<RunSignalRelay> logger)
    : BackgroundService
{
    private const int MaxInMessage = 1_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Eight hex digits that tell our own messages from others'; a name, not a secret.
    private readonly string self = Guid.NewGuid().ToString("N")[..8];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await redis.GetAsync(stoppingToken) is not { } connection)
                {
                    return;
                }

                await RelayAsync(connection.GetSubscriber(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                RedisIsAway(logger, exception.GetType().Name);
                await Task.Delay(RetryDelay, clock, stoppingToken);
            }
        }
    }

    private async Task RelayAsync(ISubscriber subscriber, CancellationToken cancellationToken)
    {
        var channel = RedisChannel.Literal(redis.Prefix + "runs");
        await subscriber.SubscribeAsync(channel, (_, message) => Receive(message));
        signals.HasRelay = true;
        var text = new StringBuilder();
        while (await signals.Outgoing.WaitToReadAsync(cancellationToken))
        {
            text.Clear().Append(self);
            for (var count = 0; count < MaxInMessage && signals.Outgoing.TryRead(out var signal); count++)
            {
                text.Append(signal.HasEnded ? '!' : '.').Append(signal.RunId);
            }

            await subscriber.PublishAsync(channel, text.ToString(), CommandFlags.FireAndForget);
            await Task.Delay(Gathering, clock, cancellationToken);
        }
    }

    private void Receive(RedisValue message)
    {
        const int IdLength = 24;
        var text = ((string?)message).AsSpan();
        if (text.Length < self.Length || text.StartsWith(self, StringComparison.Ordinal))
        {
            return;
        }

        for (var rest = text[self.Length..]; rest.Length > IdLength; rest = rest[(IdLength + 1)..])
        {
            signals.Deliver(new RunSignal(new string(rest[1..(IdLength + 1)]), rest[0] == '!'));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away ({Reason}); live signals stay within this instance until it is back.")]
    private static partial void RedisIsAway(ILogger logger, string reason);
}
