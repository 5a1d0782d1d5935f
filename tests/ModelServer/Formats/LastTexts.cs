using System.Text.Json;

namespace HiveFlow.ModelServer.Formats;

/// <summary>Finds what a request says last.</summary>
internal static class LastTexts
{
    public static string Of(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object
            || !(body.TryGetProperty("messages", out var messages) || body.TryGetProperty("contents", out messages))
            || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            return string.Empty;
        }

        var last = messages[messages.GetArrayLength() - 1];
        return last.TryGetProperty("content", out var content) || last.TryGetProperty("parts", out content) ? TextOf(content) : string.Empty;
    }

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part =>
            part.ValueKind != JsonValueKind.Object ? string.Empty
            : part.TryGetProperty("text", out var text) ? TextOf(text)
            : part.TryGetProperty("content", out var inner) ? TextOf(inner)
            : string.Empty)),
        _ => string.Empty,
    };
}
