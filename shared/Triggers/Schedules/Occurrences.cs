using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace HiveFlow.Triggers.Schedules;

/// <summary>The occurrences of a timing that was checked by <see cref="ScheduleRules"/>. The same for every instance and every clock.</summary>
internal sealed class Occurrences
{
    private static readonly TimeSpan[] Spans =
        [TimeSpan.FromHours(3), TimeSpan.FromDays(2), TimeSpan.FromDays(60), TimeSpan.FromDays(900), TimeSpan.FromDays(20_000)];

    private readonly ScheduleTiming timing;
    private readonly CronClock? cron;

    private Occurrences(ScheduleTiming timing, CronClock? cron)
    {
        this.timing = timing;
        this.cron = cron;
    }

    /// <summary>Null for a zone or an expression that nobody knows.</summary>
    public static Occurrences? Of(ScheduleTiming timing)
    {
        if (timing.Cron is null)
        {
            return timing.EverySeconds > 0 ? new Occurrences(timing, null) : null;
        }

        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(timing.TimeZone) is { } zone && CronClock.Of(timing.Cron, zone) is { } cron
            ? new Occurrences(timing, cron)
            : null;
    }

    /// <summary>The first occurrence after that instant; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (timing.From is { } from && after < from)
        {
            after = from.AddTicks(-1);
        }

        var next = cron is null ? NextOfInterval(after) : cron.Next(after);
        return next is null || next >= timing.Until ? null : next;
    }

    /// <summary>Up to so many occurrences after that instant.</summary>
    public IReadOnlyList<DateTimeOffset> List(DateTimeOffset after, int count)
    {
        List<DateTimeOffset> list = [];
        while (list.Count < count && Next(after) is { } next)
        {
            list.Add(after = next);
        }

        return list;
    }

    /// <summary>The latest occurrences from that one to that instant, at most so many, oldest first; costs what it gives, not the time between.</summary>
    public IReadOnlyList<DateTimeOffset> Latest(DateTimeOffset first, DateTimeOffset until, int count)
    {
        List<DateTimeOffset> found = [];
        foreach (var span in Spans)
        {
            var isAll = until - first <= span;
            var after = isAll ? first.AddTicks(-1) : until - span;
            found.Clear();
            while (Next(after) is { } next && next <= until)
            {
                found.Add(after = next);
            }

            if (isAll || found.Count >= count)
            {
                break;
            }
        }

        return found.Count > count ? found[^count..] : found;
    }

    /// <summary>When an occurrence of that schedule is due: put off by its jitter.</summary>
    public DateTimeOffset DueAt(string scheduleId, DateTimeOffset occurrence)
    {
        if (timing.JitterSeconds == 0)
        {
            return occurrence;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{scheduleId}/{occurrence.ToUnixTimeMilliseconds()}");
        var number = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return occurrence.AddMilliseconds(number % (ulong)(timing.JitterSeconds * 1000 + 1));
    }

    /// <summary>Whether another occurrence follows that one within less than a minute.</summary>
    public bool IsFineAt(DateTimeOffset occurrence) => Next(occurrence) - occurrence < TimeSpan.FromMinutes(1);

    private DateTimeOffset? NextOfInterval(DateTimeOffset after)
    {
        var every = timing.EverySeconds!.Value * TimeSpan.TicksPerSecond;
        var anchor = timing.From ?? timing.Anchor;
        var periods = after < anchor ? 0 : ((after - anchor).Ticks / every) + 1;
        var ticks = timing.From is null ? Math.Max(1, periods) : periods;
        return every > (DateTimeOffset.MaxValue - anchor).Ticks / Math.Max(1, ticks) ? null : anchor.AddTicks(ticks * every);
    }
}
