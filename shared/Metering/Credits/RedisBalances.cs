using System.Globalization;
using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Queueing;
using HiveFlow.Storage.Documents;
using StackExchange.Redis;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// Hot balances in Redis, one hash each: <c>a</c> the amount, <c>e</c> the epoch, <c>i</c> the run of the server that it was filled in, <c>g</c> the newest grant's month, <c>s</c> the first whole slice,
/// <c>d:slice</c> what changed in it, <c>m:target</c> a limit, <c>u:day:target</c> what was used, <c>z</c> that there is no limit. Scripts do all sums: amounts are texts, since Lua's numbers are
/// exact only up to 2^53, nine million million credits.
/// </summary>
internal sealed class RedisBalances(RedisConnection redis, RedisHealth health) : IBalanceCounter
{
    // A balance unused for so long goes; it is filled from the ledger when it is needed. Comparing it puts that off where it was used, not each taking.
    private const long Lifetime = 30 * 24 * 60 * 60;

    // The run of the server: another one after a restart or a switch to a replica, whose data may be of some moments before. Where a server does
    // not tell it (an access list may forbid the question) only the loss of everything is seen.
    private const string Server =
        """
        local told = redis.pcall('INFO', 'server')
        local server = type(told) == 'string' and string.match(told, 'run_id:(%w+)') or ''

        """;

    // ARGV from at on: what is to be taken, its slice's field, the day, the targets of limits.
    // gives {-1} when it is empty, {0, left} when there is too little, {1, left, epoch, limited targets} when it was taken,
    //       {2, left, target, limit, used} when a limit forbids it.
    internal const string Holding = Server +
        """
        local function hold(key, at)
          local amount, day = ARGV[at], ARGV[at + 2]
          local found = redis.call('HMGET', key, 'a', 'e', 'z', 'i')
          if not found[1] or not found[2] or found[4] ~= server then return {-1} end
          if amount == '0' then return {1, found[1], found[2]} end
          if tonumber(found[1]) < tonumber(amount) then return {0, found[1]} end
          local limited = {}
          for i = at + 3, found[3] and 0 or #ARGV do
            local most = redis.call('HGET', key, 'm:' .. ARGV[i])
            if most then
              local used = redis.call('HGET', key, 'u:' .. day .. ':' .. ARGV[i]) or '0'
              if tonumber(used) + tonumber(amount) > tonumber(most) then return {2, found[1], ARGV[i], most, used} end
              limited[#limited + 1] = ARGV[i]
            end
          end
          local left = redis.call('HINCRBY', key, 'a', '-' .. amount)
          redis.call('HINCRBY', key, ARGV[at + 1], '-' .. amount)
          local answer = {1, string.format('%.0f', left), found[2]}
          for i = 1, #limited do
            redis.call('HINCRBY', key, 'u:' .. day .. ':' .. limited[i], amount)
            answer[#answer + 1] = limited[i]
          end
          return answer
        end

        """;

    private const string TakeText = Holding + "return hold(KEYS[1], 1)";

    // ARGV from at on: the amount, the epoch, its slice's field, the amount again with its sign turned, the day, the targets. Gives the
    // epoch that there is.
    internal const string Giving =
        """
        local function give(key, at)
          local epoch = redis.call('HGET', key, 'e')
          if epoch ~= ARGV[at + 1] then return epoch end
          redis.call('HINCRBY', key, 'a', ARGV[at])
          redis.call('HINCRBY', key, ARGV[at + 2], ARGV[at])
          for i = at + 5, #ARGV do
            local field = 'u:' .. ARGV[at + 4] .. ':' .. ARGV[i]
            if redis.call('HEXISTS', key, field) == 1 then redis.call('HINCRBY', key, field, ARGV[at + 3]) end
          end
          return epoch
        end

        """;

    private const string GiveText = Giving + "return give(KEYS[1], 1)";

    // ARGV  seconds to live, the epoch, then fields and values. What an earlier filling holds is void: the ledger takes nothing from it any more.
    private const string FillText = Server +
        """
        local there = redis.call('HMGET', KEYS[1], 'e', 'i')
        if there[1] and there[2] == server and tonumber(there[1]) >= tonumber(ARGV[2]) then return 0 end
        redis.call('DEL', KEYS[1])
        redis.call('HSET', KEYS[1], 'e', ARGV[2], 'i', server)
        for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
        redis.call('EXPIRE', KEYS[1], ARGV[1])
        return 1
        """;

    // ARGV  the amount, the month, which sorts as text, and its slice's field. What is empty is filled from the ledger, grant included.
    private const string GrantText =
        """
        local newest = redis.call('HGET', KEYS[1], 'g')
        if not newest or newest >= ARGV[2] then return 0 end
        redis.call('HINCRBY', KEYS[1], 'a', ARGV[1])
        redis.call('HINCRBY', KEYS[1], ARGV[3], ARGV[1])
        redis.call('HSET', KEYS[1], 'g', ARGV[2])
        return 1
        """;

    // ARGV  for each limit its field, the limit, the field of what was used today, and that. What is empty is filled with them.
    private const string LimitText =
        """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        local names = redis.call('HKEYS', KEYS[1])
        for i = 1, #names do
          if string.sub(names[i], 1, 2) == 'm:' then redis.call('HDEL', KEYS[1], names[i]) end
        end
        if #ARGV == 0 then
          redis.call('HSET', KEYS[1], 'z', '1')
          return 1
        end
        redis.call('HDEL', KEYS[1], 'z')
        for i = 1, #ARGV, 4 do
          redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
          if redis.call('HEXISTS', KEYS[1], ARGV[i + 2]) == 0 then redis.call('HSET', KEYS[1], ARGV[i + 2], ARGV[i + 3]) end
        end
        return 1
        """;

    // ARGV  the epoch, what the amount must be, what it becomes.
    private const string SetText =
        """
        if redis.call('HGET', KEYS[1], 'e') ~= ARGV[1] or redis.call('HGET', KEYS[1], 'a') ~= ARGV[2] then return 0 end
        redis.call('HSET', KEYS[1], 'a', ARGV[3])
        return 1
        """;

    // ARGV  the epoch.
    private const string DropText = "return redis.call('HGET', KEYS[1], 'e') == ARGV[1] and redis.call('DEL', KEYS[1]) or 0";

    // ARGV  the epoch, the first slice that is kept, seconds to live, fields to remove: there are some where it was used.
    private const string ForgetText =
        """
        if redis.call('HGET', KEYS[1], 'e') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 's', ARGV[2])
        if #ARGV > 3 then redis.call('EXPIRE', KEYS[1], ARGV[3]) end
        for i = 4, #ARGV do redis.call('HDEL', KEYS[1], ARGV[i]) end
        return 1
        """;

    /// <inheritdoc/>
    public async ValueTask<TakeAnswer> TakeAsync(
        string key, long amount, DateTimeOffset at, IReadOnlyList<string> targets, SlotRequest? slot, CancellationToken cancellationToken)
    {
        RedisValue[] values = [amount, SliceField(TimeSlices.Of(at)), TimeSlices.DayOf(at), .. targets.Select(t => (RedisValue)t)];
        if (slot is null)
        {
            return Read((RedisResult[])(await EvaluateAsync(TakeText, key, values, cancellationToken))!);
        }

        RedisKey[] keys = [.. RedisSlots.KeysOf(redis, slot.Run), key];
        RedisValue[] both = [.. RedisSlots.ArgumentsOf(slot.Run, slot.Limits, slot.MustQueue, slot.Now), .. values];
        var answer = (RedisResult[])(await AskAsync(database => database.ScriptEvaluateAsync(SlotScripts.TakeAndHold, keys, both), cancellationToken))!;
        var outcome = (SlotOutcome)(int)answer[0];
        return (answer.Length == 1 ? TakeAnswer.NoSlot : Read(answer[1..])) with { Slot = outcome };
    }

    /// <inheritdoc/>
    public async ValueTask FillAsync(string key, HotState state, CancellationToken cancellationToken)
    {
        List<RedisValue> values = [Lifetime, state.Epoch, "a", state.Amount, "g", state.Granted, "s", state.Since];
        foreach (var (slice, amount) in state.Moves)
        {
            values.AddRange([SliceField(slice), amount]);
        }

        foreach (var (target, most) in state.Limits)
        {
            values.AddRange([$"m:{target}", most]);
        }

        if (state.Limits.Count == 0)
        {
            values.AddRange(["z", 1]);
        }

        foreach (var ((day, target), amount) in state.Used)
        {
            values.AddRange([$"u:{day}:{target}", amount]);
        }

        await EvaluateAsync(FillText, key, [.. values], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> GiveAsync(string key, long amount, CreditMoment moment, string day, IReadOnlyList<string> targets, SlotReturn? slot)
    {
        RedisValue[] values = [amount, moment.Epoch, SliceField(TimeSlices.Of(moment.At)), -amount, day, .. targets.Select(t => (RedisValue)t)];
        if (slot is null)
        {
            return (string?)await EvaluateAsync(GiveText, key, values, CancellationToken.None);
        }

        RedisKey[] keys = [.. RedisSlots.KeysOf(redis, slot.Run), key];
        RedisValue[] both = [.. RedisSlots.ArgumentsOf(slot.Run, slot.System), .. values];
        var answer = (RedisResult[])(await AskAsync(database => database.ScriptEvaluateAsync(SlotScripts.ReleaseAndGive, keys, both), CancellationToken.None))!;
        slot.Next((string)answer[1]!);
        return (string?)answer[0] is { Length: > 0 } epoch ? epoch : null;
    }

    /// <inheritdoc/>
    public async ValueTask GrantAsync(string key, long amount, string month, DateTimeOffset at, CancellationToken cancellationToken) =>
        await EvaluateAsync(GrantText, key, [amount, month, SliceField(TimeSlices.Of(at))], cancellationToken);

    /// <inheritdoc/>
    public async ValueTask LimitAsync(
        string key, IReadOnlyDictionary<string, long> limits, string day, IReadOnlyDictionary<string, long> used, CancellationToken cancellationToken) =>
        await EvaluateAsync(
            LimitText,
            key,
            [.. limits.SelectMany(limit => new RedisValue[] { $"m:{limit.Key}", limit.Value, $"u:{day}:{limit.Key}", used.GetValueOrDefault(limit.Key) })],
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<HotState?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var fields = await AskAsync(database => database.HashGetAllAsync(key), cancellationToken);
        var known = fields.ToDictionary(f => (string)f.Name!, f => f.Value, StringComparer.Ordinal);
        if (!known.TryGetValue("a", out var amount) || !known.TryGetValue("e", out var epoch))
        {
            return null;
        }

        var moves = new Dictionary<long, long>();
        var limits = new Dictionary<string, long>(StringComparer.Ordinal);
        var used = new Dictionary<(string, string), long>();
        foreach (var (name, value) in known.Where(f => f.Key.Length > 2 && f.Key[1] == ':'))
        {
            switch (name[0])
            {
                case 'd':
                    moves[long.Parse(name.AsSpan(2), CultureInfo.InvariantCulture)] = (long)value;
                    break;
                case 'm':
                    limits[name[2..]] = (long)value;
                    break;
                case 'u' when name.Split(':', 3) is [_, var day, var target]:
                    used[(day, target)] = (long)value;
                    break;
            }
        }

        return new HotState((long)amount, (string)epoch!, (string?)known.GetValueOrDefault("g") ?? string.Empty, (long)known.GetValueOrDefault("s"), moves, limits, used);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SetAsync(string key, string epoch, long expected, long amount, CancellationToken cancellationToken) =>
        (long)await EvaluateAsync(SetText, key, [epoch, expected, amount], cancellationToken) == 1;

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(string key, string epoch, long since, string day, CancellationToken cancellationToken)
    {
        if (await ReadAsync(key, cancellationToken) is not { } state || state.Epoch != epoch)
        {
            return;
        }

        List<RedisValue> old = [.. state.Moves.Keys.Where(slice => slice < since).Select(slice => (RedisValue)SliceField(slice))];
        old.AddRange(state.Used.Keys.Where(use => string.CompareOrdinal(use.Day, day) < 0).Select(use => (RedisValue)$"u:{use.Day}:{use.Target}"));
        if (old.Count > 0 || state.Since < since)
        {
            await EvaluateAsync(ForgetText, key, [epoch, Math.Max(since, state.Since), Lifetime, .. old], cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DropAsync(string key, string? epoch, CancellationToken cancellationToken) => epoch is null
        ? await AskAsync(database => database.KeyDeleteAsync(key), cancellationToken)
        : (long)await EvaluateAsync(DropText, key, [epoch], cancellationToken) == 1;

    /// <summary>Empties all balances whose keys begin so.</summary>
    public async ValueTask DropAllAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            var connection = (await redis.GetAsync(cancellationToken))!;
            foreach (var server in connection.GetServers())
            {
                await foreach (var key in server.KeysAsync(pattern: prefix + "*").WithCancellation(cancellationToken))
                {
                    await connection.GetDatabase().KeyDeleteAsync(key);
                }
            }
        }
        catch (Exception exception) when (RedisHealth.IsOutage(exception))
        {
            health.Report(exception);
            throw new StoreUnavailableException("Redis, which counts credits, is away.", exception);
        }
    }

    private static TakeAnswer Read(RedisResult[] answer) => (long)answer[0] switch
    {
        -1 => TakeAnswer.Empty,
        0 => new TakeAnswer(TakeOutcome.TooLittle, (long)answer[1], string.Empty),
        1 => new TakeAnswer(TakeOutcome.Taken, (long)answer[1], (string)answer[2]!) { Targets = [.. answer.Skip(3).Select(t => (string)t!)] },
        _ => new TakeAnswer(TakeOutcome.OverLimit, (long)answer[1], string.Empty) { Targets = [(string)answer[2]!], Most = (long)answer[3], Used = (long)answer[4] },
    };

    private static string SliceField(long slice) => $"d:{TimeSlices.Text(slice)}";

    private Task<RedisResult> EvaluateAsync(string script, string key, RedisValue[] values, CancellationToken cancellationToken) =>
        AskAsync(database => database.ScriptEvaluateAsync(script, [key], values), cancellationToken);

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await redis.GetAsync(cancellationToken);
            return await ask(connection!.GetDatabase());
        }
        catch (Exception exception) when (RedisHealth.IsOutage(exception))
        {
            health.Report(exception);
            throw new StoreUnavailableException("Redis, which counts credits, is away.", exception);
        }
    }
}
