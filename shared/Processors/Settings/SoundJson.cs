using System.Text.Json;
using System.Text.Unicode;

namespace HiveFlow.Processors.Settings;

/// <summary>Reads JSON (RFC 8259) that came from outside.</summary>
internal static class SoundJson
{
    /// <summary>As deep as our own API takes it; what later nodes build around it stays within every reader's default of 64.</summary>
    private const int MaxDepth = 32;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = MaxDepth, AllowMultipleValues = false };

    /// <summary>
    /// The one value that the bytes are; null, and what is wrong without a word of the text, for anything else. Half a surrogate pair
    /// (<c>"\ud800"</c>) is valid JSON and no text: whoever reads it later would fail, so it is refused too.
    /// </summary>
    public static JsonElement? Read(ReadOnlySpan<byte> bytes, out string? fault)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, Reading);
            var value = JsonElement.ParseValue(ref reader);
            fault = reader.Read() ? "more follows the value" : HasSoundTexts(bytes) ? null : "a text in it is no Unicode";
            return fault is null ? value : null;
        }
        catch (JsonException e)
        {
            fault = $"line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1} is no JSON of at most {MaxDepth} levels";
            return null;
        }
    }

    private static bool HasSoundTexts(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, Reading);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            {
                continue;
            }

            try
            {
                if (reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
                else if (!Utf8.IsValid(reader.ValueSpan))
                {
                    return false;
                }
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        return true;
    }
}
