using System.Buffers;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Llm.Wires;

namespace HiveFlow.Llm.Proxy;

/// <summary>
/// A question in the form of Anthropic's Messages API, checked as far as money and other people's servers hang on it; the rest is the
/// provider's to judge. Fields and tools that would have the provider do more than write, on the operator's account, are refused.
/// </summary>
internal sealed class ProxyQuestion
{
    private const int Deepest = 64;
    private const int MaxModelName = 200;

    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "model", "max_tokens", "messages", "system", "stream", "temperature", "top_p", "top_k", "stop_sequences", "tools", "tool_choice", "metadata", "thinking",
    };

    // Tools that the caller runs itself. Every other kind is run by the provider, which has a price of its own.
    private static readonly string[] CallersTools = ["bash_", "text_editor_", "computer_", "memory_"];

    private ProxyQuestion(JsonElement body, int size)
    {
        Body = body;
        Size = size;
        Model = body.GetProperty("model").GetString()!;
        MaxTokens = body.GetProperty("max_tokens").GetInt32();
        IsStream = body.At("stream").ValueKind == JsonValueKind.True;
    }

    public JsonElement Body { get; }

    /// <summary>Bytes of the body.</summary>
    public int Size { get; }

    /// <summary>The name that the caller uses.</summary>
    public string Model { get; }

    public int MaxTokens { get; }

    public bool IsStream { get; }

    public static Result<ProxyQuestion> Read(ReadOnlyMemory<byte> body, int maxTokens)
    {
        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false });
            json = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return ProxyErrors.QuestionInvalid($"The body must be a JSON object, at most {Deepest} deep, with no name twice.");
        }

        return FaultOf(json, maxTokens) is { } fault ? ProxyErrors.QuestionInvalid(fault) : new ProxyQuestion(json, body.Length);
    }

    /// <summary>The body for Anthropic: the same, with the provider's name of the model.</summary>
    public ReadOnlyMemory<byte> WithModel(string model)
    {
        var buffer = new ArrayBufferWriter<byte>(Size + model.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var field in Body.EnumerateObject())
            {
                if (field.NameEquals("model"))
                {
                    writer.WriteString("model", model);
                }
                else
                {
                    field.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static string? FaultOf(JsonElement json, int maxTokens)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return "The body must be a JSON object.";
        }

        if (json.EnumerateObject().FirstOrDefault(field => !Fields.Contains(field.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            return $"{unknown.Name}: this field is not taken here.";
        }

        return json.At("model").AsString() is not { Length: > 0 and <= MaxModelName } ? "model: a name is required."
            : json.At("max_tokens") is not { ValueKind: JsonValueKind.Number } tokens || !tokens.TryGetInt32(out var most) || most < 1 ? "max_tokens: a whole number of at least 1 is required."
            : most > maxTokens ? $"max_tokens: at most {maxTokens} are given here."
            : json.At("messages") is not { ValueKind: JsonValueKind.Array } messages || messages.GetArrayLength() == 0 ? "messages: at least one message is required."
            : json.At("stream").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False) ? "stream: must be true or false."
            : json.At("tools") is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Array) } ? "tools: must be a list."
            : ToolFault(json.At("tools"));
    }

    private static string? ToolFault(JsonElement tools)
    {
        var place = 0;
        foreach (var tool in tools.Items())
        {
            var kind = tool.At("type").AsString();
            if (tool.ValueKind != JsonValueKind.Object || tool.At("name").AsString() is not { Length: > 0 })
            {
                return $"tools.{place}.name: a name is required.";
            }

            if (tool.At("type").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)
                && (kind is null || (kind != "custom" && !Array.Exists(CallersTools, start => kind.StartsWith(start, StringComparison.Ordinal)))))
            {
                return $"tools.{place}.type: tools that the provider runs are not taken here.";
            }

            place++;
        }

        return null;
    }
}
