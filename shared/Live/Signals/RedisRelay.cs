using System.Text;
using HiveFlow.Live.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HiveFlow.Live.Signals;

/// <summary>
/// Carries what an instance says to the others by Redis pub/sub, many things in one message: the sender's name, then a line for each. While
/// Redis is away they are dropped; nothing that is said so is the only place where it stands.
/// </summary>
public abstract partial class RedisRelay(RedisConnection redis, TimeProvider clock, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Tells our own messages from others'; a name, not a secret.
    private readonly string self = Guid.NewGuid().ToString("N")[..8];

    /// <summary>The channel, after the prefix.</summary>
    protected abstract string Channel { get; }

    /// <summary>How long it gathers what else is said before the next message; none: each is sent as soon as it is said.</summary>
    protected abstract TimeSpan Gathering { get; }

    /// <summary>Called when others can hear.</summary>
    protected abstract void Begin();

    /// <summary>Waits until there is something to say; false when there never will be.</summary>
    protected abstract ValueTask<bool> WaitAsync(CancellationToken cancellationToken);

    /// <summary>Adds what there is to say, each as a line break and its text, so many at most.</summary>
    protected abstract void Say(StringBuilder message);

    /// <summary>Takes what another instance said: the lines after its name.</summary>
    protected abstract void Hear(IEnumerable<string> lines);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && redis.IsConfigured)
        {
            try
            {
                await RelayAsync((await redis.GetAsync(stoppingToken))!.GetSubscriber(), stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                RedisIsAway(logger, Channel, exception.GetType().Name);
                await Task.Delay(RetryDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RelayAsync(ISubscriber subscriber, CancellationToken cancellationToken)
    {
        var channel = RedisChannel.Literal(redis.Prefix + Channel);
        await subscriber.UnsubscribeAsync(channel);
        await subscriber.SubscribeAsync(channel, (_, message) => Receive((string?)message ?? string.Empty));
        Begin();
        var text = new StringBuilder();
        while (await WaitAsync(cancellationToken))
        {
            Say(text.Clear().Append(self));
            await subscriber.PublishAsync(channel, text.ToString(), CommandFlags.FireAndForget);
            if (Gathering > TimeSpan.Zero)
            {
                await Task.Delay(Gathering, clock, cancellationToken);
            }
        }
    }

    private void Receive(string message)
    {
        var lines = message.Split('\n');
        if (lines[0] != self)
        {
            Hear(lines.Skip(1));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away ({Reason}); '{Channel}' stays within this instance until it is back.")]
    private static partial void RedisIsAway(ILogger logger, string channel, string reason);
}
