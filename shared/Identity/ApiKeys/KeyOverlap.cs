using System.Globalization;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>Reads how long a rotated key's former secret goes on working.</summary>
internal static class KeyOverlap
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(30);

    /// <summary>Takes <c>0</c>, or a number of seconds, minutes, hours or days (<c>90s</c>, <c>15m</c>, <c>24h</c>, <c>7d</c>) up to 30 days.</summary>
    public static bool TryParse(string? text, out TimeSpan overlap)
    {
        overlap = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        if (text is not [.. var digits, var unit] || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var ticks = unit switch
        {
            's' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMinute,
            'h' => TimeSpan.TicksPerHour,
            'd' => TimeSpan.TicksPerDay,
            _ => 0,
        };
        if (ticks == 0 || count > Most.Ticks / ticks)
        {
            return false;
        }

        overlap = TimeSpan.FromTicks(count * ticks);
        return true;
    }
}
