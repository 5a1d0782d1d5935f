using System.Text.Json;

namespace HiveFlow.Llm.Wires;

/// <summary>Reads answers of which nothing is certain.</summary>
internal static class WireReading
{
    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;

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

    /// <summary>A list's items; none of anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    public static string? AsString(this JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A count; 0 for anything else.</summary>
    public static long AsCount(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0 ? count : 0;

    /// <summary>The texts of a list of parts, put together; null when it is no list.</summary>
    public static string? TextsOf(this JsonElement parts) => parts.ValueKind == JsonValueKind.Array
        ? string.Concat(parts.EnumerateArray().Select(part => part.At("text").AsString()))
        : null;

    /// <summary>JSON in a text; null when it is none.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A call's arguments: the object that the text is, an empty one for no text, JSON null for anything else.</summary>
    public static JsonElement Arguments(string? text)
    {
        var json = Parse(System.Text.Encoding.UTF8.GetBytes(string.IsNullOrWhiteSpace(text) ? "{}" : text));
        return json is { ValueKind: JsonValueKind.Object } arguments ? arguments : Null;
    }
}
