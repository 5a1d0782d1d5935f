namespace HiveFlow.Metering.Limits;

/// <summary>
/// The same count in this process alone: while Redis is away, without one, and for routes that cost nothing. Bounded in memory: when the
/// young half is full it becomes the old half, and who is only in what was old begins anew.
/// </summary>
public sealed class LocalLimiter(TimeProvider clock)
{
    private const int HalfCapacity = 50_000;
    private const long TicksOfMicrosecond = TimeSpan.TicksPerMicrosecond;
    private readonly Lock gate = new();
    private readonly long began = clock.GetTimestamp();
    private Dictionary<(string Limit, string Who), long> young = [];
    private Dictionary<(string Limit, string Who), long> old = [];

    /// <summary>Counts a request against all of the limits, or against none when one of them refuses it.</summary>
    public LimitVerdict Take(ReadOnlySpan<Charge> charges)
    {
        ArgumentOutOfRangeException.ThrowIfZero(charges.Length);
        lock (gate)
        {
            var now = clock.GetElapsedTime(began).Ticks / TicksOfMicrosecond;
            Span<long> owed = stackalloc long[charges.Length];
            var (refusing, wait) = (-1, 0L);
            for (var i = 0; i < charges.Length; i++)
            {
                owed[i] = Owed(charges[i], now);
                var over = owed[i] + charges[i].Limit.Interval - charges[i].Limit.Tolerance;
                if (over > wait)
                {
                    (refusing, wait) = (i, over);
                }
            }

            return refusing >= 0
                ? new LimitVerdict(charges[refusing].Limit, 0, Time(owed[refusing]), Time(wait))
                : Count(charges, owed, now);
        }
    }

    private LimitVerdict Count(ReadOnlySpan<Charge> charges, ReadOnlySpan<long> owed, long now)
    {
        var (tightest, least) = (0, long.MaxValue);
        for (var i = 0; i < charges.Length; i++)
        {
            var limit = charges[i].Limit;
            young[(limit.Name, charges[i].Who)] = now + owed[i] + limit.Interval;
            var left = (limit.Tolerance - owed[i] - limit.Interval) / limit.Interval;
            if (left < least)
            {
                (tightest, least) = (i, left);
            }
        }

        if (young.Count >= HalfCapacity)
        {
            old = young;
            young = [];
        }

        return new LimitVerdict(charges[tightest].Limit, least, Time(owed[tightest] + charges[tightest].Limit.Interval), TimeSpan.Zero);
    }

    private long Owed(Charge charge, long now)
    {
        var name = (charge.Limit.Name, charge.Who);
        return young.TryGetValue(name, out var until) || old.TryGetValue(name, out until)
            ? Math.Clamp(until - now, 0, charge.Limit.Tolerance)
            : 0;
    }

    private static TimeSpan Time(long microseconds) => TimeSpan.FromTicks(microseconds * TicksOfMicrosecond);
}
