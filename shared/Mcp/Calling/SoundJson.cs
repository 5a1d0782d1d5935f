using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace HiveFlow.Mcp.Calling;

/// <summary>Whether a stranger's JSON can be kept and built around: not too deep, and every text one (RFC 8259 section 8.2 allows half a surrogate pair).</summary>
internal static class SoundJson
{
    /// <summary>As deep as our own API takes it.</summary>
    public const int MaxDepth = 32;

    public static bool IsSound(JsonElement value)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value), new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                {
                    continue;
                }

                if (reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
                else if (!Utf8.IsValid(reader.ValueSpan))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
