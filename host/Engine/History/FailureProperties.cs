using System.Globalization;
using System.Text.Json;

namespace HiveFlow.Engine.History;

/// <summary>
/// The extra properties of a failure as JSON. They come back as the official wire gives them: numbers as double, texts that are
/// round-trip dates as UTC DateTime, objects as dictionaries, arrays as lists.
/// </summary>
internal static class FailureProperties
{
    public static string? Serialize(IDictionary<string, object?>? properties)
    {
        if (properties is null || properties.Count == 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Serialize(properties);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    public static IDictionary<string, object?>? Deserialize(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return ToDictionary(document.RootElement);
    }

    private static Dictionary<string, object?> ToDictionary(JsonElement element) =>
        element.EnumerateObject().ToDictionary(property => property.Name, property => ToValue(property.Value), StringComparer.Ordinal);

    private static object? ToValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ToDictionary(element),
        JsonValueKind.Array => element.EnumerateArray().Select(ToValue).ToList(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => ToTextOrDate(element.GetString()!),
        _ => null,
    };

    private static object ToTextOrDate(string text) =>
        text.Length is >= 19 and <= 35 && text[4] == '-' && text[10] == 'T' &&
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : text;
}
