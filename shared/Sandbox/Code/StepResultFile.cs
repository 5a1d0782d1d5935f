using System.Text.Json;
using HiveFlow.Errors;

namespace HiveFlow.Sandbox.Code;

/// <summary>
/// The file in which the programs around a step leave what came of it. User code can write it too: nothing in it is trusted.
/// </summary>
internal static class StepResultFile
{
    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };

    /// <summary>Reads it.</summary>
    public static Result<(JsonElement Result, CodeError? Error)> Read(ReadOnlyMemory<byte> bytes)
    {
        JsonElement root;
        try
        {
            root = JsonDocument.Parse(bytes, Reading).RootElement;
        }
        catch (JsonException)
        {
            return SandboxErrors.Died("The result is not valid JSON, or nested deeper than 64.");
        }

        if (!UnicodeText.IsValid(root, bytes.Span))
        {
            return SandboxErrors.Died("The result holds text that is not valid Unicode.");
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return SandboxErrors.Died("The result is not what the runtime writes.");
        }

        if (root.TryGetProperty("tooLarge", out _))
        {
            return SandboxErrors.TooLarge("result of the code", CodeSession.MostResult);
        }

        if (root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            return (Null, new CodeError(Text(error, "name", 256), Text(error, "message", 8192), Text(error, "traceback", 32768)));
        }

        return root.TryGetProperty("result", out var result)
            ? (result, (CodeError?)null)
            : SandboxErrors.Died("The result is not what the runtime writes.");
    }

    private static string Text(JsonElement element, string name, int most)
    {
        var text = element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length <= most ? text : text[..most];
    }
}
