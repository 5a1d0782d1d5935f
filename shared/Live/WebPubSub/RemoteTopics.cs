using HiveFlow.Live.Redis;
using StackExchange.Redis;

namespace HiveFlow.Live.WebPubSub;

/// <summary>
/// What the connections of Azure Web PubSub watch, and which instance feeds each topic: one at a time, by a lease; how far it has come is
/// kept, so that the next one goes on there.
/// </summary>
/// <remarks>While Redis is away its exceptions leave.</remarks>
public sealed class RemoteTopics(RedisConnection redis)
{
    /// <summary>How long a feeder's lease lasts unless it is renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>How often it is renewed.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(4);

    private const int MostFree = 500;
    private const int MostJoiners = 50;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);

    // KEYS  what the connection watches, who watches the topic, who waits to be let in, all topics.
    // ARGV  the topic, the connection, the joiner, how many a connection may watch, how long it is kept (s).
    // gives 1 when it is watched from now on, 2 when it was watched already, 0 when there are too many.
    private const string WatchText =
        """
        if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 2 end
        if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
        redis.call('SADD', KEYS[1], ARGV[1])
        redis.call('SADD', KEYS[2], ARGV[2])
        redis.call('RPUSH', KEYS[3], ARGV[3])
        redis.call('SADD', KEYS[4], ARGV[1])
        for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, tonumber(ARGV[5])) end
        return 1
        """;

    // KEYS  the lease, all topics. ARGV the feeder, how long the lease lasts (ms), the topic.
    private const string TakeText =
        """
        if redis.call('SISMEMBER', KEYS[2], ARGV[3]) == 0 or redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', tonumber(ARGV[2]))
        return 1
        """;

    // KEYS  the lease, how far it has come, who watches, who waits, all topics.
    // ARGV  the feeder, how long the lease lasts (ms), how far it has come ('' for not known), the topic, how long the rest is kept (s).
    // gives 1 when it is renewed, 0 when another one has it, 2 when nobody watches any more: then it is over.
    private const string RenewText =
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        if redis.call('SCARD', KEYS[3]) == 0 then
          redis.call('DEL', KEYS[1], KEYS[2], KEYS[4])
          redis.call('SREM', KEYS[5], ARGV[4])
          return 2
        end
        redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[2]))
        if ARGV[3] ~= '' then redis.call('SET', KEYS[2], ARGV[3]) end
        for index = 2, 5 do redis.call('EXPIRE', KEYS[index], tonumber(ARGV[5])) end
        return 1
        """;

    // KEYS  what the connection watches, who watches the topic. ARGV the topic, the connection.
    private const string ForgetText =
        "if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[2]) end return 1";

    private const string ReleaseText = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 1";

    /// <summary>Puts a connection down as one that watches a topic; whoever feeds it lets it in.</summary>
    /// <returns>True when it does from now on, false when it did already, null when it watches too many.</returns>
    public async Task<bool?> WatchAsync(RemoteTopic topic, RemoteJoiner joiner, int limit, CancellationToken cancellationToken)
    {
        var done = await (await DatabaseAsync(cancellationToken)).ScriptEvaluateAsync(
            WatchText,
            [KeyOf("by", joiner.Connection), Watchers(topic), Joiners(topic), All],
            [topic.ToString(), joiner.Connection, joiner.ToString(), limit, (long)Lifetime.TotalSeconds]);
        return (long)done switch
        {
            1 => true,
            2 => false,
            _ => null,
        };
    }

    /// <summary>Ends it.</summary>
    public async Task UnwatchAsync(RemoteTopic topic, string connection, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        await Task.WhenAll(
            database.SetRemoveAsync(KeyOf("by", connection), topic.ToString()), database.SetRemoveAsync(Watchers(topic), connection));
    }

    /// <summary>
    /// Lets connections go that are to be told the topic's end: from now on they may watch it anew. Should nobody come to tell them, the topic's next
    /// feeder does, so that they stay its watchers until <see cref="ForgetAsync"/>.
    /// </summary>
    public async Task LetGoAsync(RemoteTopic topic, IReadOnlyList<string> connections, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        foreach (var some in connections.Chunk(MostJoiners))
        {
            await Task.WhenAll(some.Select(connection => database.SetRemoveAsync(KeyOf("by", connection), topic.ToString())));
        }
    }

    /// <summary>Ends it for connections that were let go, but for those that watch it anew meanwhile.</summary>
    public async Task ForgetAsync(RemoteTopic topic, IReadOnlyList<string> connections, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        foreach (var some in connections.Chunk(MostJoiners))
        {
            await Task.WhenAll(some.Select(connection => database.ScriptEvaluateAsync(
                ForgetText, [KeyOf("by", connection), Watchers(topic)], [topic.ToString(), connection])));
        }
    }

    /// <summary>Ends all that a connection watches.</summary>
    public async Task UnwatchAllAsync(string connection, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var topics = await WatchedByAsync(connection, cancellationToken);
        await Task.WhenAll([.. topics.Select(t => database.SetRemoveAsync(Watchers(t), connection)), database.KeyDeleteAsync(KeyOf("by", connection))]);
    }

    /// <summary>What a connection watches.</summary>
    public async Task<IReadOnlyList<RemoteTopic>> WatchedByAsync(string connection, CancellationToken cancellationToken) =>
        [.. (await (await DatabaseAsync(cancellationToken)).SetMembersAsync(KeyOf("by", connection))).Select(t => RemoteTopic.Parse(t)).OfType<RemoteTopic>()];

    /// <summary>Whether a connection watches a topic.</summary>
    public async Task<bool> IsWatchedAsync(RemoteTopic topic, string connection, CancellationToken cancellationToken) =>
        await (await DatabaseAsync(cancellationToken)).SetContainsAsync(Watchers(topic), connection);

    /// <summary>Who watches a topic.</summary>
    public async Task<IReadOnlyList<string>> WatchersOfAsync(RemoteTopic topic, CancellationToken cancellationToken) =>
        [.. (await (await DatabaseAsync(cancellationToken)).SetMembersAsync(Watchers(topic))).Select(c => (string)c!)];

    /// <summary>Topics that nobody feeds, some hundred at most.</summary>
    public async Task<IReadOnlyList<RemoteTopic>> FreeAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var some = await database.SetRandomMembersAsync(All, MostFree);
        var topics = some.Select(t => RemoteTopic.Parse(t)).OfType<RemoteTopic>().ToList();
        var isFed = await Task.WhenAll(topics.Select(t => database.KeyExistsAsync(LeaseOf(t))));
        return [.. topics.Where((_, index) => !isFed[index])];
    }

    /// <summary>Takes a topic's lease.</summary>
    /// <returns>Whether it was free, and is watched at all.</returns>
    public async Task<bool> TakeAsync(RemoteTopic topic, string feeder, CancellationToken cancellationToken) =>
        (long)await (await DatabaseAsync(cancellationToken)).ScriptEvaluateAsync(
            TakeText, [LeaseOf(topic), All], [feeder, (long)Lease.TotalMilliseconds, topic.ToString()]) == 1;

    /// <summary>Renews it and notes how far the feeder has come.</summary>
    /// <returns>False when it is another's now, null when nobody watches any more: it is over then.</returns>
    public async Task<bool?> RenewAsync(RemoteTopic topic, string feeder, long? sent, CancellationToken cancellationToken)
    {
        var renewed = await (await DatabaseAsync(cancellationToken)).ScriptEvaluateAsync(
            RenewText,
            [LeaseOf(topic), SentOf(topic), Watchers(topic), Joiners(topic), All],
            [feeder, (long)Lease.TotalMilliseconds, sent?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty, topic.ToString(), (long)Lifetime.TotalSeconds]);
        return (long)renewed switch
        {
            1 => true,
            0 => false,
            _ => null,
        };
    }

    /// <summary>Gives it back, so that another instance goes on at once.</summary>
    public async Task ReleaseAsync(RemoteTopic topic, string feeder) =>
        await (await DatabaseAsync(CancellationToken.None)).ScriptEvaluateAsync(ReleaseText, [LeaseOf(topic)], [feeder]);

    /// <summary>The number of the last event that was sent to the group; null when nobody has fed it yet.</summary>
    public async Task<long?> SentAsync(RemoteTopic topic, CancellationToken cancellationToken) =>
        (await (await DatabaseAsync(cancellationToken)).StringGetAsync(SentOf(topic))).TryParse(out long sent) ? sent : null;

    /// <summary>Who waits to be let in, some at a time unless all are asked for; they stay until <see cref="AdmittedAsync"/>.</summary>
    public async Task<IReadOnlyList<RemoteJoiner>> JoinersAsync(RemoteTopic topic, bool isAll, CancellationToken cancellationToken) =>
        [.. (await (await DatabaseAsync(cancellationToken)).ListRangeAsync(Joiners(topic), 0, isAll ? -1 : MostJoiners - 1)).Select(j => RemoteJoiner.Parse(j)).OfType<RemoteJoiner>()];

    /// <summary>Notes that a joiner was let in.</summary>
    public async Task AdmittedAsync(RemoteTopic topic, RemoteJoiner joiner, CancellationToken cancellationToken) =>
        await (await DatabaseAsync(cancellationToken)).ListRemoveAsync(Joiners(topic), joiner.ToString(), 1);

    /// <summary>Notes that something is sent to a topic: its watchers are not idle for that long.</summary>
    public async Task ToldAsync(RemoteTopic topic, TimeSpan idle, CancellationToken cancellationToken) =>
        await (await DatabaseAsync(cancellationToken)).StringSetAsync(KeyOf("told", topic.ToString()), "1", idle);

    /// <summary>Whether something was sent lately to one of the topics that a connection watches.</summary>
    public async Task<bool> WasToldAsync(string connection, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var topics = await WatchedByAsync(connection, cancellationToken);
        return (await Task.WhenAll(topics.Select(t => database.KeyExistsAsync(KeyOf("told", t.ToString()))))).Contains(true);
    }

    private async ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken) => (await redis.GetAsync(cancellationToken))!.GetDatabase();

    private RedisKey All => $"{redis.Prefix}live:remote:topics";

    private RedisKey Watchers(RemoteTopic topic) => KeyOf("watchers", topic.ToString());

    private RedisKey Joiners(RemoteTopic topic) => KeyOf("joiners", topic.ToString());

    private RedisKey LeaseOf(RemoteTopic topic) => KeyOf("lease", topic.ToString());

    private RedisKey SentOf(RemoteTopic topic) => KeyOf("sent", topic.ToString());

    private RedisKey KeyOf(string kind, string id) => $"{redis.Prefix}live:remote:{kind}:{id}";
}
