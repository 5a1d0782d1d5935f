using System.Text;
using System.Text.Json;

namespace HiveFlow.Sandbox.Code;

/// <summary>What the standard output of a script means as a result.</summary>
internal static class BashResult
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };

    /// <summary>
    /// The whole of it as JSON; else its last line as JSON; else its text without the line feeds at its end; null when empty.
    /// </summary>
    public static JsonElement Of(string output)
    {
        var text = output.TrimEnd('\n', '\r');
        if (text.Length == 0)
        {
            return JsonSerializer.SerializeToElement<object?>(null);
        }

        return TryParse(text) ?? TryParse(text[(text.LastIndexOf('\n') + 1)..]) ?? JsonSerializer.SerializeToElement(text);
    }

    private static JsonElement? TryParse(string text)
    {
        try
        {
            var root = JsonDocument.Parse(text, Reading).RootElement;
            return UnicodeText.IsValid(root, Encoding.UTF8.GetBytes(text)) ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
