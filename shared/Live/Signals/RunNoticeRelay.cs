using System.Text;
using HiveFlow.Live.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HiveFlow.Live.Signals;

/// <summary>Carries notices of runs between instances by Redis pub/sub, many in one message.</summary>
public sealed partial class RunNoticeRelay(RedisConnection redis, RunNotices notices, TimeProvider clock, ILogger<RunNoticeRelay> logger) : BackgroundService
{
    private const int MaxInMessage = 500;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Tells our own messages from others'; a name, not a secret.
    private readonly string self = Guid.NewGuid().ToString("N")[..8];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && redis.IsConfigured)
        {
            try
            {
                await RelayAsync((await redis.GetAsync(stoppingToken))!.GetSubscriber(), stoppingToken);
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
        var channel = RedisChannel.Literal(redis.Prefix + "notices");
        await subscriber.UnsubscribeAsync(channel);
        await subscriber.SubscribeAsync(channel, (_, message) => Receive((string?)message ?? string.Empty));
        notices.HasRelay = true;
        var text = new StringBuilder();
        while (await notices.Outgoing.WaitToReadAsync(cancellationToken))
        {
            text.Clear().Append(self);
            for (var count = 0; count < MaxInMessage && notices.Outgoing.TryRead(out var notice); count++)
            {
                text.Append('\n').Append(notice.OrganizationId).Append(' ').Append(notice.FlowId).Append(' ').Append(notice.RunId).Append(' ').Append(notice.Status);
            }

            await subscriber.PublishAsync(channel, text.ToString(), CommandFlags.FireAndForget);
            await Task.Delay(Gathering, clock, cancellationToken);
        }
    }

    private void Receive(string message)
    {
        var lines = message.Split('\n');
        if (lines[0] == self)
        {
            return;
        }

        foreach (var line in lines.Skip(1))
        {
            if (line.Split(' ') is [var organization, var flow, var run, var status])
            {
                notices.Deliver(new RunNotice(organization, flow, run, status));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away ({Reason}); notices of runs stay within this instance until it is back.")]
    private static partial void RedisIsAway(ILogger logger, string reason);
}
