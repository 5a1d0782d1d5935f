using System.Text;
using HiveFlow.Live.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HiveFlow.Live.Signals;

/// <summary>
/// Carries revocations between instances by Redis pub/sub, each as soon as it is said. While Redis is away they are dropped: the
/// other instances find them in the store at their next look.
/// </summary>
public sealed partial class RevocationRelay(
    RedisConnection redis, Revocations revocations, TimeProvider clock, ILogger<RevocationRelay> logger) : BackgroundService
{
    private const int MaxInMessage = 500;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Tells our own messages from others'; a name, not a secret.
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
        var channel = RedisChannel.Literal(redis.Prefix + "revocations");
        await subscriber.UnsubscribeAsync(channel);
        await subscriber.SubscribeAsync(channel, (_, message) => Receive(message));
        revocations.HasRelay = true;
        var text = new StringBuilder();
        while (await revocations.Outgoing.WaitToReadAsync(cancellationToken))
        {
            text.Clear().Append(self);
            for (var count = 0; count < MaxInMessage && revocations.Outgoing.TryRead(out var revocation); count++)
            {
                RevocationText.Append(text, revocation);
            }

            await subscriber.PublishAsync(channel, text.ToString(), CommandFlags.FireAndForget);
        }
    }

    private void Receive(RedisValue message)
    {
        foreach (var revocation in RevocationText.Read(message, self))
        {
            revocations.Deliver(revocation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away ({Reason}); revocations reach other instances by the store alone until it is back.")]
    private static partial void RedisIsAway(ILogger logger, string reason);
}
