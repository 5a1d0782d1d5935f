using System.Collections.Concurrent;
using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Storage.Documents;
using StackExchange.Redis;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// What an organization may still hold, where taking from it is atomic over all instances: in Redis, or in this process when no Redis is
/// configured (several instances need one). Filled from the ledger when it is empty. Each filling has an epoch: what was written to the
/// ledger is added here only under the epoch known before that write, so that a filling in between never counts it twice. Whatever dies in
/// between leaves too little here, never too much, until it is set right.
/// </summary>
public sealed class HotBalance(RedisConnection redis, RedisHealth health, CreditLedger ledger, TimeProvider clock)
{
    private const string Epoch = "e";
    private const string Amount = "a";

    // KEYS  the organization's balance, a hash of an amount, an epoch and the month of the newest grant that the amount has in it.
    // ARGV  what is to be taken.
    // gives {-1} when it is empty, {0, left} when there is too little, {1, left, epoch} when it was taken. Amounts are texts: Lua's numbers are
    //       exact only up to 2^53, nine million million credits.
    private const string TakeText =
        """
        local found = redis.call('HMGET', KEYS[1], 'a', 'e')
        if not found[1] or not found[2] then return {-1} end
        if tonumber(found[1]) < tonumber(ARGV[1]) then return {0, found[1]} end
        if ARGV[1] == '0' then return {1, found[1], found[2]} end
        local left = redis.call('HINCRBY', KEYS[1], 'a', '-' .. ARGV[1])
        return {1, string.format('%.0f', left), found[2]}
        """;

    private const string GiveText =
        """
        if redis.call('HGET', KEYS[1], 'e') ~= ARGV[2] then return 0 end
        redis.call('HINCRBY', KEYS[1], 'a', ARGV[1])
        return 1
        """;

    private const string FillText =
        """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        redis.call('HSET', KEYS[1], 'a', ARGV[1], 'e', ARGV[2], 'g', ARGV[3])
        return 1
        """;

    // ARGV  the amount, and the month, which sorts as text. What is empty is filled from the ledger, grant included.
    private const string GrantText =
        """
        local newest = redis.call('HGET', KEYS[1], 'g')
        if not newest or newest >= ARGV[2] then return 0 end
        redis.call('HINCRBY', KEYS[1], 'a', ARGV[1])
        redis.call('HSET', KEYS[1], 'g', ARGV[2])
        return 1
        """;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (long Amount, string Granted)> local = [];
    private readonly ConcurrentDictionary<string, string> epochs = new();

    /// <summary>Takes that much, all or nothing.</summary>
    /// <param name="tenant">Of whom.</param>
    /// <param name="amount">Millicredits, not negative.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it was taken, and what is left.</returns>
    /// <exception cref="StoreUnavailableException">Redis is configured and away.</exception>
    public async ValueTask<(bool IsTaken, long Left)> TakeAsync(Tenant tenant, long amount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        if (!redis.IsConfigured)
        {
            return await TakeLocallyAsync(tenant, amount, cancellationToken);
        }

        for (var tries = 0; tries < 3; tries++)
        {
            var answer = (RedisResult[])(await EvaluateAsync(TakeText, tenant, [amount], cancellationToken))!;
            if ((long)answer[0] >= 0)
            {
                if ((long)answer[0] == 1)
                {
                    epochs[KeyOf(tenant)] = (string)answer[2]!;
                }

                return ((long)answer[0] == 1, (long)answer[1]);
            }

            var (balance, granted) = await ledger.ReadWithGrantAsync(tenant, cancellationToken);
            await EvaluateAsync(FillText, tenant, [balance.Available, DocumentId.New(clock).ToString(), granted], cancellationToken);
        }

        throw new StoreUnavailableException("The balance of credits is lost as soon as it is written.");
    }

    /// <summary>
    /// Adds a month's grant that stands in the ledger, once: whoever sees it there adds it, so that nobody is refused because another
    /// instance, or another request of this one, has written it and not come to add it yet.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Redis is configured and away.</exception>
    internal async ValueTask GrantAsync(Tenant tenant, long amount, string month, CancellationToken cancellationToken)
    {
        if (redis.IsConfigured)
        {
            await EvaluateAsync(GrantText, tenant, [amount, month], cancellationToken);
            return;
        }

        lock (gate)
        {
            if (local.TryGetValue(KeyOf(tenant), out var present) && string.CompareOrdinal(present.Granted, month) < 0)
            {
                local[KeyOf(tenant)] = (checked(present.Amount + amount), month);
            }
        }
    }

    /// <summary>What to give to <see cref="GiveAsync"/>: to be asked before the write to the ledger that it goes with.</summary>
    public string? EpochOf(Tenant tenant)
    {
        if (redis.IsConfigured)
        {
            return epochs.GetValueOrDefault(KeyOf(tenant));
        }

        lock (gate)
        {
            return local.ContainsKey(KeyOf(tenant)) ? string.Empty : null;
        }
    }

    /// <summary>
    /// Adds what the ledger has just been told. When Redis is away, was filled anew, or is not known to this instance yet, nothing happens.
    /// </summary>
    public async ValueTask GiveAsync(Tenant tenant, long amount, string? epoch)
    {
        if (epoch is null)
        {
            return;
        }

        if (!redis.IsConfigured)
        {
            lock (gate)
            {
                var (present, granted) = local[KeyOf(tenant)];
                local[KeyOf(tenant)] = (checked(present + amount), granted);
            }
        }
        else if (!health.IsAway)
        {
            try
            {
                await EvaluateAsync(GiveText, tenant, [amount, epoch], CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                // The ledger has it; here it is set right when the two are compared.
            }
        }
    }

    /// <summary>
    /// What stands here and its epoch; null when nothing does.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Redis is configured and away.</exception>
    public async ValueTask<(long Amount, string Epoch)?> PeekAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (!redis.IsConfigured)
        {
            lock (gate)
            {
                return local.TryGetValue(KeyOf(tenant), out var present) ? (present.Amount, string.Empty) : null;
            }
        }

        try
        {
            var connection = await redis.GetAsync(cancellationToken);
            var found = await connection!.GetDatabase().HashGetAsync(KeyOf(tenant), [Amount, Epoch]);
            return found[0].IsNull || found[1].IsNull ? null : ((long)found[0], (string)found[1]!);
        }
        catch (Exception exception) when (RedisHealth.IsOutage(exception))
        {
            health.Report(exception);
            throw Away(exception);
        }
    }

    private static StoreUnavailableException Away(Exception exception) => new("Redis, which counts credits, is away.", exception);

    private async ValueTask<(bool IsTaken, long Left)> TakeLocallyAsync(Tenant tenant, long amount, CancellationToken cancellationToken)
    {
        var key = KeyOf(tenant);
        (long Amount, string Granted)? filling = null;
        while (true)
        {
            lock (gate)
            {
                if (filling is { } value)
                {
                    local.TryAdd(key, value);
                }

                if (local.TryGetValue(key, out var present))
                {
                    if (present.Amount < amount)
                    {
                        return (false, present.Amount);
                    }

                    local[key] = (present.Amount - amount, present.Granted);
                    return (true, present.Amount - amount);
                }
            }

            var (balance, granted) = await ledger.ReadWithGrantAsync(tenant, cancellationToken);
            filling = (balance.Available, granted);
        }
    }

    private async Task<RedisResult> EvaluateAsync(string script, Tenant tenant, RedisValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await redis.GetAsync(cancellationToken);
            return await connection!.GetDatabase().ScriptEvaluateAsync(script, [KeyOf(tenant)], values);
        }
        catch (Exception exception) when (RedisHealth.IsOutage(exception))
        {
            health.Report(exception);
            throw Away(exception);
        }
    }

    private string KeyOf(Tenant tenant) => $"{redis.Prefix}{{credits}}:{tenant}";
}
