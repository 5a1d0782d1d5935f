using System.Text.Json;
using HiveFlow.Live.Redis;
using StackExchange.Redis;

namespace HiveFlow.Live.WebPubSub;

/// <summary>
/// The connections that Azure Web PubSub holds: whose they are, when each is to be looked after, what may be revoked of them. In Redis,
/// because each of their events may come to another instance; everything ends by itself.
/// </summary>
/// <remarks>While Redis is away its exceptions leave: nothing is known of any connection then.</remarks>
public sealed class RemoteConnections(RedisConnection redis)
{
    /// <summary>How long a claim of a connection that was due keeps others off it.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(20);

    private const int MostDue = 50;
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);

    private const string Now =
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        """;

    // KEYS  the connection's record, the sorted set of connections by when they are due.
    // ARGV  the connection, its ticket, when it is due (ms from now), how long the record is kept (s).
    private const string OpenText = Now +
        """

        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        redis.call('HSET', KEYS[1], 'ticket', ARGV[2], 'since', now, 'heard', now, 'seen', now)
        redis.call('EXPIRE', KEYS[1], tonumber(ARGV[4]))
        redis.call('ZADD', KEYS[2], now + tonumber(ARGV[3]), ARGV[1])
        return 1
        """;

    // KEYS  the connection's record. ARGV credential, subjects, the person's place. gives 0 when there is no such connection.
    private const string IdentifyText = Now +
        """

        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('HSET', KEYS[1], 'credential', ARGV[1], 'subjects', ARGV[2], 'userPlace', ARGV[3], 'checked', now)
        return 1
        """;

    // KEYS  the connection's record. gives how many messages it has sent in this minute; -1 when there is no such connection.
    private const string HearText = Now +
        """

        if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
        local minute = math.floor(now / 60000)
        if tonumber(redis.call('HGET', KEYS[1], 'minute') or '-1') ~= minute then
          redis.call('HSET', KEYS[1], 'minute', minute, 'messages', 0)
        end
        redis.call('HSET', KEYS[1], 'heard', now)
        return redis.call('HINCRBY', KEYS[1], 'messages', 1)
        """;

    // KEYS  the sorted set. ARGV how many at most, when they are due again (ms). gives the present time, then the connections.
    private const string ClaimText = Now +
        """

        local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, tonumber(ARGV[1]))
        for _, id in ipairs(due) do redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), id) end
        table.insert(due, 1, tostring(now))
        return due
        """;

    // KEYS  the connection's record, the sorted set. ARGV the connection, the field that says so. gives 0 when there is no such connection.
    private const string DoubtText =
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('HSET', KEYS[1], 'doubt', '1')
        redis.call('ZADD', KEYS[2], 0, ARGV[1])
        return 1
        """;

    // KEYS  the connection's record. ARGV fields to set to the present time. A record that is gone is not made anew.
    private const string TouchText = Now +
        """

        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        for _, field in ipairs(ARGV) do redis.call('HSET', KEYS[1], field, now) end
        return 1
        """;

    /// <summary>Keeps a ticket under a name that nobody guesses.</summary>
    public async Task KeepTicketAsync(string name, RemoteTicket ticket, CancellationToken cancellationToken) =>
        await (await DatabaseAsync(cancellationToken)).StringSetAsync(
            KeyOf("ticket", name), JsonSerializer.Serialize(ticket, LiveJson.Default.RemoteTicket), TicketLifetime);

    /// <summary>Gives a ticket, once; null when there is none, or no more.</summary>
    public async Task<RemoteTicket?> TakeTicketAsync(string name, CancellationToken cancellationToken) =>
        ReadTicket(await (await DatabaseAsync(cancellationToken)).StringGetDeleteAsync(KeyOf("ticket", name)));

    /// <summary>Takes a new connection down.</summary>
    /// <param name="connection">The service's id of it.</param>
    /// <param name="ticket">With what it came.</param>
    /// <param name="due">When it is to be looked after.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when that id is known already.</returns>
    public async Task<bool> OpenAsync(string connection, RemoteTicket ticket, TimeSpan due, CancellationToken cancellationToken)
    {
        var opened = await (await DatabaseAsync(cancellationToken)).ScriptEvaluateAsync(
            OpenText,
            [KeyOf("c", connection), Due],
            [connection, JsonSerializer.Serialize(ticket, LiveJson.Default.RemoteTicket), (long)due.TotalMilliseconds, (long)Lifetime.TotalSeconds]);
        return (long)opened == 1;
    }

    /// <summary>Says who a connection is. From then on it is found by what is revoked: check its credential after this, not before.</summary>
    /// <returns>False when it is not known.</returns>
    public async Task<bool> IdentifyAsync(
        string connection, string credential, IReadOnlyList<string> subjects, string userPlace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        var database = await DatabaseAsync(cancellationToken);
        var known = await database.ScriptEvaluateAsync(IdentifyText, [KeyOf("c", connection)], [credential, string.Join(' ', subjects), userPlace]);
        await IndexAsync(database, connection, subjects);
        return (long)known == 1;
    }

    /// <summary>A connection; null when it is not known.</summary>
    public async Task<RemoteConnection?> GetAsync(string connection, CancellationToken cancellationToken)
    {
        var fields = (await (await DatabaseAsync(cancellationToken)).HashGetAllAsync(KeyOf("c", connection))).ToDictionary(f => (string)f.Name!, f => f.Value);
        if (!fields.TryGetValue("ticket", out var text) || ReadTicket(text) is not { } ticket)
        {
            return null;
        }

        long Number(string name) => fields.TryGetValue(name, out var value) && value.TryParse(out long number) ? number : 0;
        string? Text(string name) => fields.TryGetValue(name, out var value) ? (string?)value : null;
        return new RemoteConnection(
            connection,
            ticket,
            Text("credential"),
            Text("subjects")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
            Text("userPlace"),
            Number("since"),
            Number("heard"),
            Number("checked"),
            Number("seen"),
            fields.ContainsKey("doubt"),
            fields.ContainsKey("isExpelled"));
    }

    /// <summary>Notes that a connection has said something.</summary>
    /// <returns>How many messages it has sent in this minute; -1 when it is not known.</returns>
    public async Task<long> HearAsync(string connection, CancellationToken cancellationToken) =>
        (long)await (await DatabaseAsync(cancellationToken)).ScriptEvaluateAsync(HearText, [KeyOf("c", connection)]);

    /// <summary>The connections that are due, at most 50 at a time, which nobody else gets for a while; with the present time.</summary>
    public async Task<(long Now, IReadOnlyList<string> Connections)> ClaimDueAsync(CancellationToken cancellationToken)
    {
        var claimed = (string[]?)await (await DatabaseAsync(cancellationToken)).ScriptEvaluateAsync(
            ClaimText, [Due], [MostDue, (long)LookEvery.TotalMilliseconds]);
        return (long.Parse(claimed![0], System.Globalization.CultureInfo.InvariantCulture), claimed[1..]);
    }

    /// <summary>Makes the connections of what was revoked due at once.</summary>
    /// <returns>Whether there are any.</returns>
    public async Task<bool> DoubtAsync(string subject, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var key = KeyOf("of", subject);
        var connections = await database.SetMembersAsync(key);
        foreach (var connection in connections)
        {
            if ((long)await database.ScriptEvaluateAsync(DoubtText, [KeyOf("c", (string)connection!), Due], [connection]) == 0)
            {
                await database.SetRemoveAsync(key, connection);
            }
        }

        return connections.Length > 0;
    }

    /// <summary>Has a connection closed by whoever looks after it next.</summary>
    public async Task ExpelAsync(string connection, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        if (await database.KeyExistsAsync(KeyOf("c", connection)))
        {
            await database.HashSetAsync(KeyOf("c", connection), "isExpelled", "1");
            await database.SortedSetAddAsync(Due, connection, 0);
        }
    }

    /// <summary>To be called before a credential is checked: what is revoked from now on raises the doubt again.</summary>
    public async Task ClearDoubtAsync(string connection, CancellationToken cancellationToken) =>
        await (await DatabaseAsync(cancellationToken)).HashDeleteAsync(KeyOf("c", connection), "doubt");

    /// <summary>Notes that the credential was checked; its record and where it is found by live on.</summary>
    public async Task CheckedAsync(RemoteConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var database = await DatabaseAsync(cancellationToken);
        await database.ScriptEvaluateAsync(TouchText, [KeyOf("c", connection.Id)], ["checked"]);
        await database.KeyExpireAsync(KeyOf("c", connection.Id), Lifetime);
        await IndexAsync(database, connection.Id, connection.Subjects);
    }

    /// <summary>Notes that the service has it.</summary>
    public async Task SeenAsync(string connection, CancellationToken cancellationToken) =>
        await (await DatabaseAsync(cancellationToken)).ScriptEvaluateAsync(TouchText, [KeyOf("c", connection)], ["seen"]);

    /// <summary>Forgets a connection.</summary>
    public async Task RemoveAsync(string connection, CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var subjects = ((string?)await database.HashGetAsync(KeyOf("c", connection), "subjects"))?.Split(' ') ?? [];
        await Task.WhenAll(
        [
            database.KeyDeleteAsync(KeyOf("c", connection)),
            database.SortedSetRemoveAsync(Due, connection),
            .. subjects.Select(subject => database.SetRemoveAsync(KeyOf("of", subject), connection)),
        ]);
    }

    private static RemoteTicket? ReadTicket(RedisValue text) =>
        text.IsNullOrEmpty ? null : JsonSerializer.Deserialize((string)text!, LiveJson.Default.RemoteTicket);

    private async Task IndexAsync(IDatabase database, string connection, IReadOnlyList<string> subjects) => await Task.WhenAll(subjects.SelectMany<string, Task>(subject =>
    [
        database.SetAddAsync(KeyOf("of", subject), connection),
        database.KeyExpireAsync(KeyOf("of", subject), Lifetime),
    ]));

    private async ValueTask<IDatabase> DatabaseAsync(CancellationToken cancellationToken) => (await redis.GetAsync(cancellationToken))!.GetDatabase();

    private RedisKey Due => $"{redis.Prefix}live:remote:due";

    private RedisKey KeyOf(string kind, string id) => $"{redis.Prefix}live:remote:{kind}:{id}";
}
