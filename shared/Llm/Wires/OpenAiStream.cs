using System.Text.Json;

namespace HiveFlow.Llm.Wires;

/// <summary>Chunks of a streamed chat completion (https://platform.openai.com/docs/api-reference/chat-streaming).</summary>
internal sealed class OpenAiStream(string model) : AnswerStream(model)
{
    private readonly Dictionary<long, int> calls = [];

    protected override void Read(JsonElement json)
    {
        if (json.At("error").ValueKind == JsonValueKind.Object)
        {
            IsBroken = true;
            return;
        }

        Model = json.At("model").AsString() is { Length: > 0 } named ? named : Model;
        if (json.At("usage") is { ValueKind: JsonValueKind.Object } usage)
        {
            InputTokens = usage.At("prompt_tokens").AsCount();
            OutputTokens = usage.At("completion_tokens").AsCount();
        }

        var choice = json.At("choices").First();
        AddText(choice.At("delta", "content").AsString());
        foreach (var call in choice.At("delta", "tool_calls").Items())
        {
            var index = call.At("index").AsCount();
            if (!calls.TryGetValue(index, out var place))
            {
                calls[index] = place = Calls;
                BeginCall(call.At("id").AsString() ?? string.Empty, call.At("function", "name").AsString() ?? string.Empty);
            }

            AddArguments(place, call.At("function", "arguments").AsString());
        }

        if (choice.At("finish_reason").AsString() is { } reason)
        {
            StopReason = reason;
            IsComplete = true;
        }
    }
}
