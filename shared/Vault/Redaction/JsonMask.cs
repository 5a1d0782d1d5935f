using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace HiveFlow.Vault.Redaction;

/// <summary>Masks secrets in JSON: in names and texts whatever way they are escaped, and in numbers.</summary>
public static class JsonMask
{
    private const int MostDepth = 256;

    /// <summary>The value without secrets; the same value when there are none in it.</summary>
    public static JsonElement Apply(this SecretMask mask, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.IsEmpty || value.ValueKind is JsonValueKind.Undefined)
        {
            return value;
        }

        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (!raw.Contains((byte)'\\') && !mask.Finds(Encoding.UTF8.GetString(raw)))
        {
            return value;
        }

        var buffer = new ArrayBufferWriter<byte>(raw.Length);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = MostDepth }))
        {
            Write(writer, raw, mask);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = MostDepth });
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> raw, SecretMask mask)
    {
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = MostDepth });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(mask.Apply(reader.GetString()!));
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(mask.Apply(reader.GetString()!));
                    break;
                default:
                    WriteScalar(writer, ref reader, mask);
                    break;
            }
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, ref Utf8JsonReader reader, SecretMask mask)
    {
        var text = Encoding.ASCII.GetString(reader.ValueSpan);
        if (mask.Finds(text))
        {
            writer.WriteStringValue(SecretMask.Mask);
        }
        else
        {
            writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
        }
    }
}
