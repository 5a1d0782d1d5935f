using NodaTime;

namespace HiveFlow.Processors.Dates;

/// <summary>Calendar arithmetic: years to days by the calendar of the zone, hours and less by elapsed time.</summary>
internal static class DateUnits
{
    /// <summary>What can be added.</summary>
    public static readonly string[] Amounts = ["years", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds"];

    /// <summary>What a difference can be counted in.</summary>
    public static readonly string[] Differences = ["year", "month", "week", "day", "hour", "minute", "second", "millisecond"];

    /// <summary>What has a start and an end.</summary>
    public static readonly string[] Periods = ["year", "quarter", "month", "week", "day", "hour", "minute"];

    /// <summary>Null where the result is out of the years 1 to 9998.</summary>
    public static ZonedDateTime? Add(ZonedDateTime from, IReadOnlyDictionary<string, long> amounts)
    {
        long Of(string name) => amounts.GetValueOrDefault(name);
        try
        {
            var local = from.LocalDateTime.PlusYears((int)Of("years")).PlusMonths((int)Of("months")).PlusWeeks((int)Of("weeks")).PlusDays((int)Of("days"));
            var moved = local == from.LocalDateTime ? from : InZone(local, from.Zone);
            var duration = Duration.FromHours(Of("hours")) + Duration.FromMinutes(Of("minutes")) + Duration.FromSeconds(Of("seconds")) + Duration.FromMilliseconds(Of("milliseconds"));
            var end = moved + duration;
            return DateReading.IsInside(end.Year) ? end : null;
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Whole units from one to the other, towards zero; negative when the second is earlier.</summary>
    public static long Between(ZonedDateTime from, ZonedDateTime to, string unit)
    {
        var elapsed = to.ToInstant() - from.ToInstant();
        var (a, b) = (from.LocalDateTime, to.WithZone(from.Zone).LocalDateTime);
        return unit switch
        {
            "year" => Period.Between(a, b, PeriodUnits.Years).Years,
            "month" => Period.Between(a, b, PeriodUnits.Months).Months,
            "week" => Period.Between(a, b, PeriodUnits.Weeks).Weeks,
            "day" => Period.Between(a, b, PeriodUnits.Days).Days,
            "hour" => (long)elapsed.TotalHours,
            "minute" => (long)elapsed.TotalMinutes,
            "second" => (long)elapsed.TotalSeconds,
            _ => (long)elapsed.TotalMilliseconds,
        };
    }

    /// <summary>The first instant of the period that holds the time; weeks begin on Monday (ISO 8601).</summary>
    public static ZonedDateTime StartOf(ZonedDateTime time, string unit)
    {
        var (local, date) = (time.LocalDateTime, time.Date);
        return unit switch
        {
            "year" => time.Zone.AtStartOfDay(new LocalDate(date.Year, 1, 1)),
            "quarter" => time.Zone.AtStartOfDay(new LocalDate(date.Year, ((date.Month - 1) / 3 * 3) + 1, 1)),
            "month" => time.Zone.AtStartOfDay(new LocalDate(date.Year, date.Month, 1)),
            "week" => time.Zone.AtStartOfDay(date.PlusDays(1 - (int)date.DayOfWeek)),
            "day" => time.Zone.AtStartOfDay(date),
            "hour" => time - Duration.FromNanoseconds(local.NanosecondOfSecond) - Duration.FromSeconds(local.Second) - Duration.FromMinutes(local.Minute),
            _ => time - Duration.FromNanoseconds(local.NanosecondOfSecond) - Duration.FromSeconds(local.Second),
        };
    }

    /// <summary>The last millisecond of the period.</summary>
    public static ZonedDateTime EndOf(ZonedDateTime time, string unit)
    {
        var start = StartOf(time, unit);
        var next = unit switch
        {
            "year" => time.Zone.AtStartOfDay(start.Date.PlusYears(1)),
            "quarter" => time.Zone.AtStartOfDay(start.Date.PlusMonths(3)),
            "month" => time.Zone.AtStartOfDay(start.Date.PlusMonths(1)),
            "week" => time.Zone.AtStartOfDay(start.Date.PlusWeeks(1)),
            "day" => time.Zone.AtStartOfDay(start.Date.PlusDays(1)),
            "hour" => start + Duration.FromHours(1),
            _ => start + Duration.FromMinutes(1),
        };
        return next - Duration.FromMilliseconds(1);
    }

    private static ZonedDateTime InZone(LocalDateTime local, DateTimeZone zone) =>
        DateReading.IsInside(local.Year) ? local.InZoneLeniently(zone) : throw new OverflowException();
}
