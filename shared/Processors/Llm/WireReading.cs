using System.Text.Json;

namespace HiveFlow.Processors.Llm;

/// <summary>Reads answers of which nothing is certain.</summary>
internal static class WireReading
{
    public static JsonElement At(this JsonElement value, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return default;
            }
        }

        return value;
    }

    public static JsonElement First(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? value[0] : default;

    public static string? AsString(this JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A count; 0 for anything else.</summary>
    public static long AsCount(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0 ? count : 0;

    /// <summary>The texts of a list of parts, put together; null when it is no list.</summary>
    public static string? TextsOf(this JsonElement parts) => parts.ValueKind == JsonValueKind.Array
        ? string.Concat(parts.EnumerateArray().Select(part => part.At("text").AsString()))
        : null;
}
