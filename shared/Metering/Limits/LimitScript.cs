using HiveFlow.Live.Redis;
using StackExchange.Redis;

namespace HiveFlow.Metering.Limits;

/// <summary>The script that counts, and its contract in C#: many requests, each against all of its limits, in one round trip.</summary>
internal sealed class LimitScript(RedisConnection redis)
{
    // KEYS   one a limit and person: the instant, in microseconds of this server's clock, until which its time is spent
    // ARGV   for each key: interval, tolerance (microseconds)
    //        then for each request: how many keys it counts against, and their places in KEYS
    // gives  for each request four integers: the place (in the request) of its tightest limit, what that would still let through,
    //        milliseconds until that is whole again, milliseconds to wait (0: let through)
    // A request counts at all of its limits or at none. The script runs atomically, so that no two can take the same place. Every key ends
    // by itself. A stored instant is never believed to be further away than the tolerance: limits may change, clocks may jump.
    private const string Text =
        """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local found = redis.call('MGET', (unpack or table.unpack)(KEYS))
        local spent, interval, tolerance, changed = {}, {}, {}, {}
        for i = 1, #KEYS do
          interval[i] = tonumber(ARGV[2 * i - 1])
          tolerance[i] = tonumber(ARGV[2 * i])
          local stored = found[i] and tonumber(found[i]) or now
          spent[i] = math.max(now, math.min(stored, now + tolerance[i]))
        end
        local answer = {}
        local at = 2 * #KEYS + 1
        while at <= #ARGV do
          local count = tonumber(ARGV[at])
          local place, wait = 0, 0
          for j = 1, count do
            local i = tonumber(ARGV[at + j])
            local over = spent[i] + interval[i] - now - tolerance[i]
            if over > wait then place, wait = j, over end
          end
          local left, owed = 0, 0
          if wait > 0 then
            owed = spent[tonumber(ARGV[at + place])] - now
          else
            left = -1
            for j = 1, count do
              local i = tonumber(ARGV[at + j])
              spent[i] = spent[i] + interval[i]
              changed[i] = true
              local rest = math.floor((tolerance[i] - (spent[i] - now)) / interval[i])
              if left < 0 or rest < left then place, left, owed = j, rest, spent[i] - now end
            end
          end
          answer[#answer + 1] = place
          answer[#answer + 1] = left
          answer[#answer + 1] = math.ceil(owed / 1000)
          answer[#answer + 1] = math.ceil(wait / 1000)
          at = at + count + 1
        end
        for i = 1, #KEYS do
          if changed[i] then
            redis.call('SET', KEYS[i], string.format('%.0f', spent[i]), 'PX', string.format('%.0f', math.ceil((spent[i] - now) / 1000) + 1000))
          end
        end
        return answer
        """;

    /// <summary>Counts the requests in their order; completes each of them.</summary>
    /// <exception cref="RedisException">Redis is away or answers nonsense; nothing was completed.</exception>
    public async Task RunAsync(IConnectionMultiplexer connection, IReadOnlyList<PendingTake> requests)
    {
        var (keys, values) = Arguments(requests);
        var result = await connection.GetDatabase().ScriptEvaluateAsync(Text, keys, values);
        if ((long[]?)result is not { } numbers || numbers.Length != 4 * requests.Count)
        {
            throw new RedisException("The script of limits gave an answer of another form.");
        }

        for (var i = 0; i < requests.Count; i++)
        {
            var four = numbers.AsSpan(4 * i, 4);
            var limit = requests[i].Charges[(int)four[0] - 1].Limit;
            requests[i].Complete(new LimitVerdict(limit, four[1], TimeSpan.FromMilliseconds(four[2]), TimeSpan.FromMilliseconds(four[3])));
        }
    }

    private (RedisKey[] Keys, RedisValue[] Values) Arguments(IReadOnlyList<PendingTake> requests)
    {
        // The braces keep all keys in one slot of a cluster, where a script may use them together.
        var prefix = redis.Prefix + "{limits}:";
        var places = new Dictionary<Charge, int>();
        List<RedisKey> keys = [];
        List<RedisValue> rates = [];
        List<RedisValue> calls = [];
        foreach (var request in requests)
        {
            calls.Add(request.Charges.Length);
            foreach (var charge in request.Charges)
            {
                if (!places.TryGetValue(charge, out var place))
                {
                    keys.Add($"{prefix}{charge.Limit.Name}:{charge.Who}");
                    rates.Add(charge.Limit.Interval);
                    rates.Add(charge.Limit.Tolerance);
                    place = keys.Count;
                    places.Add(charge, place);
                }

                calls.Add(place);
            }
        }

        return ([.. keys], [.. rates, .. calls]);
    }
}
