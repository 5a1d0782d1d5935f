using System.Globalization;
using System.Text.Json;

namespace HiveFlow.Flows.Graph;

/// <summary>Durations as flows write them: a number of seconds, or a text such as <c>"500ms"</c>, <c>"30s"</c>, <c>"5m"</c>, <c>"2h"</c>, <c>"1d"</c>.</summary>
public static class DurationText
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Reads a JSON number (seconds) or text; false for anything else, negative or above ten years.</summary>
    public static bool TryRead(JsonElement value, out TimeSpan duration)
    {
        duration = default;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out var seconds) && TryMake(seconds * 1_000, out duration),
            JsonValueKind.String => TryParse(value.GetString()!, out duration),
            _ => false,
        };
    }

    /// <summary>Reads a text; without a unit it is seconds.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        var number = text.AsSpan().Trim();
        var factor = 1_000d;
        foreach (var (unit, milliseconds) in Units)
        {
            if (number.EndsWith(unit, StringComparison.Ordinal))
            {
                number = number[..^unit.Length].TrimEnd();
                factor = milliseconds;
                break;
            }
        }

        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && TryMake(amount * factor, out duration);
    }

    private static bool TryMake(double milliseconds, out TimeSpan duration)
    {
        const double tenYears = 3650d * 86_400_000;
        duration = default;
        if (double.IsNaN(milliseconds) || milliseconds is < 0 or > tenYears)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(Math.Round(milliseconds));
        return true;
    }
}
