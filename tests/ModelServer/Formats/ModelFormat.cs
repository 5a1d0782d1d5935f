using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.ModelServer.Formats;

/// <summary>How one provider's API is answered.</summary>
internal abstract class ModelFormat
{
    public static readonly ModelFormat OpenAi = new OpenAiFormat();

    private static readonly ModelFormat Anthropic = new AnthropicFormat();
    private static readonly ModelFormat Google = new GoogleFormat();

    /// <summary>By the end of the address; null for none of them.</summary>
    public static ModelFormat? Of(PathString path) => path.Value switch
    {
        { } p when p.EndsWith("/chat/completions", StringComparison.Ordinal) => OpenAi,
        { } p when p.EndsWith("/v1/messages", StringComparison.Ordinal) => Anthropic,
        { } p when p.EndsWith("enerateContent", StringComparison.Ordinal) => Google,
        _ => null,
    };

    /// <summary>The model's name, from the body or Google's address.</summary>
    public static string ModelOf(PathString path, JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String
            ? model.GetString()!
            : path.Value!.Split('/')[^1].Split(':')[0];

    public virtual bool IsStream(PathString path, JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    public abstract string Error(int status);

    public abstract JsonObject Whole(string model, ScriptedAnswer answer);

    public abstract IEnumerable<(string? Name, string Data)> Events(string model, ScriptedAnswer answer);

    protected static IEnumerable<string> Pieces(string text, int length)
    {
        for (var at = 0; at < text.Length; at += length)
        {
            yield return text.Substring(at, Math.Min(length, text.Length - at));
        }
    }

    protected static string IdOf(ScriptedCall call, int place) => call.Id ?? $"call_{place + 1}";

    protected static JsonNode? ArgumentsOf(ScriptedCall call)
    {
        try
        {
            return JsonNode.Parse(call.Arguments);
        }
        catch (JsonException)
        {
            return JsonValue.Create(call.Arguments);
        }
    }
}
