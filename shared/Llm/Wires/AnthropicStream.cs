using System.Text.Json;

namespace HiveFlow.Llm.Wires;

/// <summary>Events of a streamed message (https://docs.anthropic.com/en/docs/build-with-claude/streaming).</summary>
internal sealed class AnthropicStream(string model) : AnswerStream(model)
{
    // Blocks by their index: which of the calls, -1 for every other kind.
    private readonly Dictionary<long, int> blocks = [];

    protected override void Read(JsonElement json)
    {
        switch (json.At("type").AsString())
        {
            case "message_start":
                Model = json.At("message", "model").AsString() ?? Model;
                InputTokens = AnthropicUsage.Input(json.At("message", "usage"));
                OutputTokens = json.At("message", "usage", "output_tokens").AsCount();
                break;
            case "content_block_start" when json.At("content_block", "type").AsString() == "tool_use":
                blocks[json.At("index").AsCount()] = Calls;
                BeginCall(json.At("content_block", "id").AsString() ?? string.Empty, json.At("content_block", "name").AsString() ?? string.Empty);
                break;
            case "content_block_delta":
                AddText(json.At("delta", "text").AsString());
                AddArguments(blocks.GetValueOrDefault(json.At("index").AsCount(), -1), json.At("delta", "partial_json").AsString());
                break;
            case "message_delta":
                StopReason = json.At("delta", "stop_reason").AsString() ?? StopReason;
                OutputTokens = Math.Max(OutputTokens, json.At("usage", "output_tokens").AsCount());
                break;
            case "message_stop":
                IsComplete = true;
                break;
            case "error":
                IsBroken = true;
                break;
        }
    }
}
