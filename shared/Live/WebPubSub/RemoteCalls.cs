using HiveFlow.Live.Redis;
using StackExchange.Redis;

namespace HiveFlow.Live.WebPubSub;

/// <summary>
/// Tells all instances by Redis pub/sub that a topic has something to do for whoever feeds it, or that connections are due. A call may be
/// lost: everybody looks by themselves every few seconds.
/// </summary>
public sealed class RemoteCalls(RedisConnection redis)
{
    private const string DueText = "!";

    /// <summary>Says that a topic has somebody to let in, or nobody to feed it.</summary>
    public Task CallAsync(RemoteTopic topic, CancellationToken cancellationToken) => SayAsync(topic.ToString(), cancellationToken);

    /// <summary>Says that connections are due.</summary>
    public Task CallDueAsync(CancellationToken cancellationToken) => SayAsync(DueText, cancellationToken);

    /// <summary>Calls <paramref name="onCall"/> (quick, never throwing) at each one, from here and elsewhere: a topic, or null for due connections.</summary>
    public async Task SubscribeAsync(Action<RemoteTopic?> onCall, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(onCall);
        var subscriber = (await redis.GetAsync(cancellationToken))!.GetSubscriber();
        await subscriber.SubscribeAsync(Channel, (_, text) =>
        {
            if (text == DueText || RemoteTopic.Parse(text) is not null)
            {
                onCall(RemoteTopic.Parse(text));
            }
        });
    }

    private async Task SayAsync(string text, CancellationToken cancellationToken) =>
        await (await redis.GetAsync(cancellationToken))!.GetSubscriber().PublishAsync(Channel, text);

    private RedisChannel Channel => RedisChannel.Literal(redis.Prefix + "live:remote");
}
