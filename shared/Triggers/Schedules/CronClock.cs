using Cronos;
using NodaTime;
using NodaTime.TimeZones;

namespace HiveFlow.Triggers.Schedules;

/// <summary>
/// A cron expression in a time zone. Cronos walks the wall clock, NodaTime (which carries its own time zone data) says when a wall clock
/// shows that. An expression that names times of day (no <c>*</c>, <c>-</c> or <c>/</c> in seconds, minutes or hours) runs once for a
/// repeated time, and at the next valid instant for one that does not exist; any other keeps its rhythm through both.
/// </summary>
internal sealed class CronClock
{
    // More than any expression needs: zones change a few times a year, and one gap holds at most a day of minutes.
    private const int MaxSteps = 2_000;

    private static readonly ZoneLocalMappingResolver Lenient =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private readonly CronExpression cron;
    private readonly DateTimeZone zone;
    private readonly bool isRhythm;

    private CronClock(CronExpression cron, DateTimeZone zone, bool isRhythm)
    {
        this.cron = cron;
        this.zone = zone;
        this.isRhythm = isRhythm;
    }

    /// <summary>Null for what is no cron expression.</summary>
    public static CronClock? Of(string text, DateTimeZone zone)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var isMacro = fields is [['@', ..]];
        if (!isMacro && fields.Length is not (5 or 6))
        {
            return null;
        }

        return CronExpression.TryParse(text, fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out var cron)
            ? new CronClock(cron, zone, isMacro ? IsRhythm(text) : fields[..(fields.Length - 3)].Any(field => field.AsSpan().ContainsAny("*-/")))
            : null;
    }

    /// <summary>What is wrong with a text as a cron expression, as the end of a sentence; null for nothing.</summary>
    public static string? Fault(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields is not [['@', ..]] && fields.Length is not (5 or 6))
        {
            return $"it has {fields.Length} fields, not 5 or 6.";
        }

        try
        {
            CronExpression.Parse(text, fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
            return null;
        }
        catch (CronFormatException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>The first instant after that one; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) =>
        (isRhythm ? NextOfRhythm(Instant.FromDateTimeOffset(after)) : NextTimeOfDay(Instant.FromDateTimeOffset(after)))?.ToDateTimeOffset();

    private static bool IsRhythm(string macro) =>
        macro.Trim().ToUpperInvariant() is "@HOURLY" or "@EVERY_MINUTE" or "@EVERY_SECOND";

    private static DateTime WallClock(Instant at, Offset offset) =>
        DateTime.SpecifyKind(at.WithOffset(offset).LocalDateTime.ToDateTimeUnspecified(), DateTimeKind.Utc);

    private static LocalDateTime Local(DateTime wallClock) => LocalDateTime.FromDateTime(wallClock);

    private Instant? NextOfRhythm(Instant after)
    {
        var isInclusive = false;
        for (var step = 0; step < MaxSteps; step++)
        {
            var span = zone.GetZoneInterval(after);
            if (cron.GetNextOccurrence(WallClock(after, span.WallOffset), isInclusive) is not { } shown)
            {
                return null;
            }

            var found = Local(shown).WithOffset(span.WallOffset).ToInstant();
            if (!span.HasEnd || found < span.End)
            {
                return found;
            }

            (after, isInclusive) = (span.End, true);
        }

        return null;
    }

    private Instant? NextTimeOfDay(Instant after)
    {
        var shown = WallClock(after, zone.GetUtcOffset(after));
        for (var step = 0; step < MaxSteps; step++)
        {
            if (cron.GetNextOccurrence(shown) is not { } next)
            {
                return null;
            }

            var found = zone.ResolveLocal(Local(next), Lenient).ToInstant();
            if (found > after)
            {
                return found;
            }

            shown = next;
        }

        return null;
    }
}
