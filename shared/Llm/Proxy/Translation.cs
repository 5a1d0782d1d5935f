using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Llm.Conversations;
using HiveFlow.Llm.Wires;

namespace HiveFlow.Llm.Proxy;

/// <summary>Reads a question of the Messages API into no provider's form, for providers of another one.</summary>
internal static class Translation
{
    /// <summary>The question; a part that others have no word for is refused by its place.</summary>
    public static Result<LlmRequest> Read(ProxyQuestion question, string model)
    {
        var (body, fault) = (question.Body, (string?)null);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var messages = new List<LlmMessage>();
        var place = 0;
        foreach (var message in body.At("messages").Items())
        {
            LlmRole? role = message.At("role").AsString() switch
            {
                "user" => LlmRole.User,
                "assistant" => LlmRole.Assistant,
                _ => null,
            };
            var parts = Parts(message.At("content"), $"messages.{place++}", names, ref fault);
            if (role is null || fault is not null)
            {
                return ProxyErrors.QuestionInvalid(fault ?? $"messages.{place - 1}.role: must be user or assistant.");
            }

            messages.Add(new LlmMessage(role.Value, parts));
        }

        return new LlmRequest
        {
            Model = model,
            System = body.At("system") is { ValueKind: JsonValueKind.Array } system ? system.TextsOf() : body.At("system").AsString(),
            Messages = messages,
            Tools = [.. body.At("tools").Items().Select(ToolOf)],
            ToolChoice = ChoiceOf(body.At("tool_choice")),
            MaxTokens = question.MaxTokens,
            Temperature = body.At("temperature") is { ValueKind: JsonValueKind.Number } temperature ? temperature.GetDouble() : null,
            TopP = body.At("top_p") is { ValueKind: JsonValueKind.Number } topP ? topP.GetDouble() : null,
            StopSequences = [.. body.At("stop_sequences").Items().Select(stop => stop.AsString()).OfType<string>()],
        };
    }

    /// <summary>OpenAI's words for the end of an answer in Anthropic's.</summary>
    public static string StopReason(LlmAnswer answer) => answer.StopReason switch
    {
        "length" => "max_tokens",
        "tool_calls" or "function_call" => "tool_use",
        "content_filter" => "refusal",
        _ => answer.ToolCalls.Count > 0 ? "tool_use" : "end_turn",
    };

    private static List<LlmPart> Parts(JsonElement content, string place, Dictionary<string, string> names, ref string? fault)
    {
        if (content.AsString() is { } text)
        {
            return [new TextPart(text)];
        }

        var parts = new List<LlmPart>();
        var index = 0;
        foreach (var block in content.Items())
        {
            switch (block.At("type").AsString())
            {
                case "text":
                    parts.Add(new TextPart(block.At("text").AsString() ?? string.Empty));
                    break;
                case "image" when UrlOf(block.At("source")) is { } url:
                    parts.Add(new ImagePart(url));
                    break;
                case "tool_use":
                    var call = new ToolCallPart(block.At("id").AsString() ?? string.Empty, block.At("name").AsString() ?? string.Empty, block.At("input"));
                    names[call.Id] = call.Name;
                    parts.Add(call);
                    break;
                case "tool_result":
                    var id = block.At("tool_use_id").AsString() ?? string.Empty;
                    var result = block.At("content") is { ValueKind: JsonValueKind.Array } blocks ? blocks.TextsOf()! : block.At("content").AsString() ?? string.Empty;
                    parts.Add(new ToolResultPart(id, names.GetValueOrDefault(id, string.Empty), result, block.At("is_error").ValueKind == JsonValueKind.True));
                    break;
                case "thinking" or "redacted_thinking":
                    // Another provider's model can make nothing of it.
                    break;
                default:
                    fault ??= $"{place}.content.{index}: this kind of content is not taken for this model.";
                    break;
            }

            index++;
        }

        if (index == 0)
        {
            fault ??= $"{place}.content: must be a text or a list that is not empty.";
        }

        return parts;
    }

    private static string? UrlOf(JsonElement source) => source.At("type").AsString() switch
    {
        "url" => source.At("url").AsString(),
        "base64" when source.At("media_type").AsString() is { } type && source.At("data").AsString() is { } data => $"data:{type};base64,{data}",
        _ => null,
    };

    private static LlmTool ToolOf(JsonElement tool) => new(
        tool.At("name").AsString() ?? string.Empty,
        tool.At("description").AsString(),
        tool.At("input_schema") is { ValueKind: JsonValueKind.Object } schema ? schema : JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["type"] = "object" }));

    private static ToolChoice? ChoiceOf(JsonElement choice) => choice.At("type").AsString() switch
    {
        "auto" => new ToolChoice(ToolChoiceKind.Auto),
        "any" => new ToolChoice(ToolChoiceKind.Any),
        "none" => new ToolChoice(ToolChoiceKind.None),
        "tool" when choice.At("name").AsString() is { } name => new ToolChoice(ToolChoiceKind.One, name),
        _ => null,
    };
}
