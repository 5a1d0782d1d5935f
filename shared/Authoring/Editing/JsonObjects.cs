using System.Buffers;
using System.Text.Json;

namespace HiveFlow.Authoring.Editing;

/// <summary>Small edits of JSON objects that leave everything else as it is.</summary>
public static class JsonObjects
{
    /// <summary>The text of that name; null when there is none or it is no text.</summary>
    public static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The object with that text in place of whatever stood under the name.</summary>
    public static JsonElement With(JsonElement item, string name, string value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(name, value);
            foreach (var property in item.EnumerateObject())
            {
                if (!property.NameEquals(name))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = 64 });
        return JsonElement.ParseValue(ref reader);
    }
}
