using System.Text.Json;

namespace HiveFlow.Identity.Oidc;

/// <summary>Reads claims by their types, and nothing that has another type.</summary>
internal static class Claims
{
    private const int MaxText = 500;
    private const int MaxTexts = 200;

    /// <summary>A text of at most 500 characters; null for anything else.</summary>
    public static string? Text(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= MaxText } text
            ? text
            : null;

    /// <summary>The texts of an array, or the one text; at most 200 of at most 500 characters, others are left out.</summary>
    public static IReadOnlyList<string> Texts(JsonElement claims, string name)
    {
        if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out var value))
        {
            return [];
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => Text(claims, name) is { } one ? [one] : [],
            JsonValueKind.Array =>
            [
                .. value.EnumerateArray()
                    .Where(v => v.ValueKind == JsonValueKind.String)
                    .Select(v => v.GetString()!)
                    .Where(v => v.Length <= MaxText)
                    .Take(MaxTexts),
            ],
            _ => [],
        };
    }

    /// <summary>Seconds since 1970; null for anything else.</summary>
    public static DateTimeOffset? Instant(JsonElement claims, string name)
    {
        const long Latest = 253_402_300_799;
        return claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= Latest
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    /// <summary>True or false, also as a text, which some providers send; null when absent or anything else.</summary>
    public static bool? Flag(JsonElement claims, string name) => !claims.TryGetProperty(name, out var value)
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => value.GetString() == "true",
            _ => false,
        };
}
