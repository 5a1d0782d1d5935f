using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HiveFlow.Processors.Settings;

/// <summary>Builds outputs.</summary>
internal static class JsonValue
{
    public static readonly JsonElement Null = Parse("null");

    /// <summary>A constant of this program: a schema, a literal.</summary>
    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    public static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = 128 });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>How many bytes of JSON a value is.</summary>
    public static int Size(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? 0 : JsonMarshal.GetRawUtf8Value(value).Length;

    /// <summary>Text as it is, null as nothing, anything else as JSON.</summary>
    public static string AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => string.Empty,
        _ => value.GetRawText(),
    };
}
