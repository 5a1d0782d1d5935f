using HiveFlow.Metering.Credits;

namespace HiveFlow.Metering.Queueing;

/// <summary>
/// The scripts of <see cref="RedisSlots"/>. KEYS: 1 a sorted set of the runs at work by when they were seen; 2 a hash of counts (<c>r:</c> at work
/// by organization, or holding a place of a flow; <c>q:</c> queued by organization; <c>turn</c>; <c>whole</c>); 3 a hash of limits, of whom runs are
/// queued; 4 the ring of organizations to be served; 5 a hash of all queued runs; 6 an organization's queue; 7 the runs that wait for a place
/// of their flow; 8 an organization's hot balance, where both are asked for. All end with what they hold.
/// </summary>
internal static class SlotScripts
{
    // ARGV  run, organization, flow; limits of organization, flow, system, queued of organization, queued of all; whether it must queue; now.
    public const string Take = Taking +
        """
        local outcome = ask()
        if outcome == 0 then take() end
        return outcome
        """;

    // ARGV  the same, then what RedisBalances.Holding takes. Both or neither; gives the slot's outcome, then what Holding gives, or nothing
    //       more where the run can't even queue.
    public const string TakeAndHold = Taking + RedisBalances.Holding +
        """
        local outcome = ask()
        if outcome > 2 then return {outcome} end
        local held = hold(KEYS[8], 11)
        if held[1] == 1 and outcome == 0 then take() end
        local answer = {outcome}
        for i = 1, #held do answer[i + 1] = held[i] end
        return answer
        """;

    // ARGV  run, organization, flow, its place; limits of organization, flow, system; its rank.
    public const string Queue = Functions +
        """
        if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('HSETNX', KEYS[5], ARGV[1], ARGV[8]) == 1 then
          redis.call('HSET', KEYS[3], ARGV[2], ARGV[5])
          redis.call('HSET', KEYS[3], ARGV[3], ARGV[6])
          add('q:' .. ARGV[2], 1)
          local most = tonumber(ARGV[6])
          if redis.call('ZCARD', KEYS[7]) > 0 or (most > 0 and count('r:' .. ARGV[3]) >= most) then
            redis.call('ZADD', KEYS[7], ARGV[8], ARGV[4])
            admit(ARGV[3])
          else
            redis.call('ZADD', KEYS[6], ARGV[8], ARGV[4])
            add('r:' .. ARGV[3], 1)
          end
          ring(ARGV[2])
        end
        return head(ARGV[7])
        """;

    // ARGV  run, organization, flow, its place; the system's limit.
    public const string Release = Functions + Releasing + "return release()";

    // ARGV  the same, then what RedisBalances.Giving takes. Gives the balance's epoch, empty for none, and whom to serve next.
    public const string ReleaseAndGive = Functions + Releasing + RedisBalances.Giving +
        """
        local epoch = give(KEYS[8], 6) or ''
        return {epoch, release()}
        """;

    // ARGV  run, organization, flow, its place; now.
    public const string Confirm = Functions +
        """
        if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
          add('r:' .. ARGV[2], 1)
          if redis.call('HDEL', KEYS[5], ARGV[1]) == 1 then add('q:' .. ARGV[2], -1) end
          if redis.call('ZREM', KEYS[6], ARGV[4]) == 0 then
            redis.call('ZREM', KEYS[7], ARGV[4])
            add('r:' .. ARGV[3], 1)
          end
        end
        redis.call('ZADD', KEYS[1], ARGV[5], ARGV[1])
        return 1
        """;

    // ARGV  organization, the system's limit, now. Gives the place, or nothing, and whom to serve next.
    public const string Next = Functions +
        """
        if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return {'', ''} end
        local first = redis.call('ZRANGE', KEYS[6], 0, 0)
        redis.call('ZREM', KEYS[4], ARGV[1])
        if not first[1] or not hasRoom(ARGV[1]) then return {'', head(ARGV[2])} end
        redis.call('ZREM', KEYS[6], first[1])
        redis.call('HDEL', KEYS[5], ARGV[1] .. '/' .. first[1])
        redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1] .. '/' .. first[1])
        add('q:' .. ARGV[1], -1)
        add('r:' .. ARGV[1], 1)
        ring(ARGV[1])
        return {first[1], head(ARGV[2])}
        """;

    // ARGV  the system's limit.
    public const string Peek = Functions + "return head(ARGV[1])";

    // ARGV  its place.
    public const string Position =
        """
        local rank = redis.call('ZRANK', KEYS[6], ARGV[1])
        if rank then return rank + 1 end
        rank = redis.call('ZRANK', KEYS[7], ARGV[1])
        if rank then return redis.call('ZCARD', KEYS[6]) + rank + 1 end
        return 0
        """;

    private const string Releasing =
        """
        local function release()
          if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then
            add('r:' .. ARGV[2], -1)
            add('r:' .. ARGV[3], -1)
          elseif redis.call('HDEL', KEYS[5], ARGV[1]) == 1 then
            add('q:' .. ARGV[2], -1)
            if redis.call('ZREM', KEYS[6], ARGV[4]) == 1 then add('r:' .. ARGV[3], -1) else redis.call('ZREM', KEYS[7], ARGV[4]) end
          end
          if redis.call('HLEN', KEYS[5]) == 0 then
            redis.call('DEL', KEYS[3])
            redis.call('DEL', KEYS[4])
            return ''
          end
          admit(ARGV[3])
          ring(ARGV[2])
          return head(ARGV[5])
        end

        """;

    private const string Taking =
        """
        local function ask()
          if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 1 end
          local queued = redis.call('HLEN', KEYS[5])
          if queued > 0 and redis.call('HEXISTS', KEYS[5], ARGV[1]) == 1 then return 2 end
          local counts = redis.call('HMGET', KEYS[2], 'r:' .. ARGV[2], 'r:' .. ARGV[3])
          local most = tonumber(ARGV[5])
          local full = ARGV[9] == '1' or redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[6])
            or tonumber(counts[1] or '0') >= tonumber(ARGV[4]) or (most > 0 and tonumber(counts[2] or '0') >= most)
          if not full and queued > 0 then
            full = redis.call('ZCARD', KEYS[4]) > 0 or redis.call('ZCARD', KEYS[6]) > 0 or redis.call('ZCARD', KEYS[7]) > 0
          end
          if not full then return 0 end
          if tonumber(redis.call('HGET', KEYS[2], 'q:' .. ARGV[2]) or '0') >= tonumber(ARGV[7]) then return 3 end
          if queued >= tonumber(ARGV[8]) then return 4 end
          return 2
        end
        local function take()
          redis.call('ZADD', KEYS[1], ARGV[10], ARGV[1])
          redis.call('HINCRBY', KEYS[2], 'r:' .. ARGV[2], 1)
          redis.call('HINCRBY', KEYS[2], 'r:' .. ARGV[3], 1)
        end

        """;

    // admit moves runs whose flow has a place now into the organization's queue, a hundred at most: the next call goes on.
    private const string Functions =
        """
        local function count(field) return tonumber(redis.call('HGET', KEYS[2], field) or '0') end
        local function add(field, by)
          if redis.call('HINCRBY', KEYS[2], field, by) <= 0 then redis.call('HDEL', KEYS[2], field) end
        end
        local function hasRoom(who) return count('r:' .. who) < tonumber(redis.call('HGET', KEYS[3], who) or '0') end
        local function admit(flow)
          local most = tonumber(redis.call('HGET', KEYS[3], flow) or '0')
          for i = 1, 100 do
            if most > 0 and count('r:' .. flow) >= most then return end
            local first = redis.call('ZRANGE', KEYS[7], 0, 0, 'WITHSCORES')
            if not first[1] then
              redis.call('HDEL', KEYS[3], flow)
              return
            end
            redis.call('ZREM', KEYS[7], first[1])
            redis.call('ZADD', KEYS[6], first[2], first[1])
            add('r:' .. flow, 1)
          end
        end
        local function ring(who)
          if redis.call('ZCARD', KEYS[6]) > 0 and hasRoom(who) then
            if not redis.call('ZSCORE', KEYS[4], who) then redis.call('ZADD', KEYS[4], redis.call('HINCRBY', KEYS[2], 'turn', 1), who) end
          else
            redis.call('ZREM', KEYS[4], who)
            if count('q:' .. who) == 0 then redis.call('HDEL', KEYS[3], who) end
          end
        end
        local function head(system)
          if redis.call('ZCARD', KEYS[1]) >= tonumber(system) then return '' end
          return redis.call('ZRANGE', KEYS[4], 0, 0)[1] or ''
        end

        """;
}
