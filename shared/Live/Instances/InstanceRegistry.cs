using System.Globalization;
using System.Text.Json;
using HiveFlow.Live.Redis;
using StackExchange.Redis;

namespace HiveFlow.Live.Instances;

/// <summary>
/// The instances there are, each by what it last said: one that says nothing for half a minute is gone. And what they count together, by the
/// minute. Without Redis, and while it is away, an instance knows itself alone.
/// </summary>
public sealed class InstanceRegistry(RedisConnection redis, TimeProvider clock)
{
    /// <summary>How long an instance is there after it has said so.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>How often it says so.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private const int Minutes = 60;
    private static readonly TimeSpan CountLifetime = TimeSpan.FromMinutes(Minutes + 10);
    private volatile InstanceRecord? own;

    /// <summary>Says that an instance is there, and adds to what all of them count.</summary>
    public async Task TellAsync(InstanceRecord instance, IReadOnlyDictionary<string, long> counts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(counts);
        own = instance;
        if (await redis.GetAsync(cancellationToken) is not { } connection)
        {
            return;
        }

        var database = connection.GetDatabase();
        var minute = MinuteKey(clock.GetUtcNow());
        await Task.WhenAll(
        [
            database.StringSetAsync(KeyOf(instance.Id), JsonSerializer.Serialize(instance, LiveJson.Default.InstanceRecord), Lifetime),
            database.SetAddAsync(All, instance.Id),
            .. counts.Where(c => c.Value != 0).Select(c => database.HashIncrementAsync(minute, c.Key, c.Value)),
            database.KeyExpireAsync(minute, CountLifetime),
        ]);
    }

    /// <summary>Says that an instance stops.</summary>
    public async Task LeaveAsync(string id)
    {
        if (await redis.GetAsync(CancellationToken.None) is { } connection)
        {
            var database = connection.GetDatabase();
            await Task.WhenAll(database.KeyDeleteAsync(KeyOf(id)), database.SetRemoveAsync(All, id));
        }
    }

    /// <summary>Those that are there, the oldest first; those that died are forgotten.</summary>
    public async Task<IReadOnlyList<InstanceRecord>> ListAsync(CancellationToken cancellationToken)
    {
        if (await redis.GetAsync(cancellationToken) is not { } connection)
        {
            return own is { } self ? [self] : [];
        }

        var database = connection.GetDatabase();
        var ids = await database.SetMembersAsync(All);
        var records = await database.StringGetAsync([.. ids.Select(id => KeyOf((string)id!))]);
        var gone = ids.Where((_, index) => records[index].IsNull).ToArray();
        if (gone.Length > 0)
        {
            await database.SetRemoveAsync(All, gone);
        }

        return
        [
            .. records.Where(r => !r.IsNull)
                .Select(r => JsonSerializer.Deserialize((string)r!, LiveJson.Default.InstanceRecord)!)
                .OrderBy(i => i.StartedAt)
                .ThenBy(i => i.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>What all instances have counted in the last hour, also those that died since; each name with its sum.</summary>
    public async Task<IReadOnlyDictionary<string, long>> LastHourAsync(CancellationToken cancellationToken)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        if (await redis.GetAsync(cancellationToken) is not { } connection)
        {
            return sums;
        }

        var (database, now) = (connection.GetDatabase(), clock.GetUtcNow());
        var minutes = await Task.WhenAll(Enumerable.Range(0, Minutes).Select(back => database.HashGetAllAsync(MinuteKey(now.AddMinutes(-back)))));
        foreach (var count in minutes.SelectMany(m => m))
        {
            var name = (string)count.Name!;
            sums[name] = sums.GetValueOrDefault(name) + (long)count.Value;
        }

        return sums;
    }

    /// <summary>Whether an exception means that Redis is away.</summary>
    public static bool IsOutage(Exception fault) => fault is RedisException or TimeoutException or ObjectDisposedException;

    private RedisKey All => $"{redis.Prefix}instances";

    private RedisKey KeyOf(string id) => $"{redis.Prefix}instance:{id}";

    private RedisKey MinuteKey(DateTimeOffset at) => $"{redis.Prefix}minute:{at.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture)}";
}
