using System.Text.Json;
using HiveFlow.Processors.Settings;
using NodaTime;
using NodaTime.Text;

namespace HiveFlow.Processors.Dates;

/// <summary>Reads instants: ISO 8601 with or without an offset, a date alone, or milliseconds since 1970; or by a pattern.</summary>
internal static class DateReading
{
    /// <summary>Longest text and longest pattern, in characters.</summary>
    public const int MaxText = 100;

    private static readonly InstantPattern[] Instants = [InstantPattern.ExtendedIso];
    private static readonly OffsetDateTimePattern[] WithOffset =
    [
        OffsetDateTimePattern.Rfc3339, OffsetDateTimePattern.ExtendedIso, OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mmo<Z+HH:mm>"),
    ];

    private static readonly LocalDateTimePattern[] Local =
    [
        LocalDateTimePattern.ExtendedIso, LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss.FFFFFFFFF"), LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd"),
    ];

    /// <summary>Reads a setting; faults go to the reader. A local time is one of the zone: at a clock change the earlier, or the one after the gap.</summary>
    public static ZonedDateTime Read(SettingsReader read, string name, JsonElement? given, DateTimeZone zone, string? pattern)
    {
        ZonedDateTime? found = given switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var milliseconds) && IsInRange(milliseconds) =>
                Instant.FromUnixTimeMilliseconds(milliseconds).InZone(zone),
            { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 and <= MaxText } written =>
                pattern is null ? Iso(written.Trim(), zone) : ByPattern(read, written, zone, pattern),
            _ => null,
        };
        if (found is null)
        {
            read.Reject(name, pattern is null
                ? "must be a time as ISO 8601, such as 2026-03-01T09:00:00+01:00, 2026-03-01T09:00 or 2026-03-01, or milliseconds since 1970"
                : "must be a text of the pattern");
        }

        return found ?? default(Instant).InUtc();
    }

    private static ZonedDateTime? Iso(string text, DateTimeZone zone)
    {
        foreach (var pattern in Instants)
        {
            if (pattern.Parse(text) is { Success: true } instant)
            {
                return instant.Value.InZone(zone);
            }
        }

        foreach (var pattern in WithOffset)
        {
            if (pattern.Parse(text) is { Success: true } offset)
            {
                return InZone(offset.Value, zone);
            }
        }

        foreach (var pattern in Local)
        {
            if (pattern.Parse(text) is { Success: true } local)
            {
                return InZone(local.Value, zone);
            }
        }

        return null;
    }

    private static ZonedDateTime? ByPattern(SettingsReader read, string text, DateTimeZone zone, string pattern)
    {
        try
        {
            if (pattern.Contains("o<", StringComparison.Ordinal))
            {
                return OffsetDateTimePattern.CreateWithInvariantCulture(pattern).Parse(text) is { Success: true } offset ? InZone(offset.Value, zone) : null;
            }

            return LocalDateTimePattern.CreateWithInvariantCulture(pattern).Parse(text) is { Success: true } local ? InZone(local.Value, zone) : null;
        }
        catch (InvalidPatternException)
        {
            read.Reject("pattern", "is no pattern that a time can be read by, such as dd.MM.uuuu HH:mm");
            return null;
        }
    }

    /// <summary>The ends of time have no place in every zone.</summary>
    private static ZonedDateTime? InZone(OffsetDateTime offset, DateTimeZone zone) => IsInside(offset.Year) ? offset.InZone(zone) : null;

    private static ZonedDateTime? InZone(LocalDateTime local, DateTimeZone zone) => IsInside(local.Year) ? local.InZoneLeniently(zone) : null;

    /// <summary>Years 1 to 9999 with a day to spare at each end.</summary>
    public static bool IsInside(int year) => year is > 0 and < 9_999;

    private static bool IsInRange(long milliseconds) => milliseconds is >= -62_000_000_000_000 and <= 253_300_000_000_000;
}
