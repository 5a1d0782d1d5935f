using System.Text.Json.Nodes;

namespace HiveFlow.ModelServer.Formats;

/// <summary>Chat completions (https://platform.openai.com/docs/api-reference/chat).</summary>
internal sealed class OpenAiFormat : ModelFormat
{
    public override string Error(int status) =>
        new JsonObject { ["error"] = new JsonObject { ["message"] = $"scripted {status}", ["type"] = "server_error", ["code"] = null } }.ToJsonString();

    public override JsonObject Whole(string model, ScriptedAnswer answer)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text.Length == 0 && answer.Calls.Count > 0 ? null : answer.Text };
        if (answer.Calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.Calls.Select((call, place) => (JsonNode)Call(call, place, call.Arguments))]);
        }

        var whole = Envelope(model, "chat.completion");
        whole["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = ReasonOf(answer) });
        if (!answer.TellsNoUsage)
        {
            whole["usage"] = UsageOf(answer);
        }

        return whole;
    }

    public override IEnumerable<(string? Name, string Data)> Events(string model, ScriptedAnswer answer)
    {
        yield return Chunk(model, new JsonObject { ["role"] = "assistant", ["content"] = "" });
        foreach (var piece in Pieces(answer.Text, answer.PieceLength))
        {
            yield return Chunk(model, new JsonObject { ["content"] = piece });
        }

        for (var place = 0; place < answer.Calls.Count; place++)
        {
            var call = Call(answer.Calls[place], place, "");
            call["index"] = place;
            yield return Chunk(model, new JsonObject { ["tool_calls"] = new JsonArray(call) });
            foreach (var piece in Pieces(answer.Calls[place].Arguments, answer.PieceLength))
            {
                var more = new JsonObject { ["index"] = place, ["function"] = new JsonObject { ["arguments"] = piece } };
                yield return Chunk(model, new JsonObject { ["tool_calls"] = new JsonArray(more) });
            }
        }

        yield return Chunk(model, [], ReasonOf(answer));
        if (!answer.TellsNoUsage)
        {
            var usage = Envelope(model, "chat.completion.chunk");
            usage["choices"] = new JsonArray();
            usage["usage"] = UsageOf(answer);
            yield return (null, usage.ToJsonString());
        }

        yield return (null, "[DONE]");
    }

    private static (string? Name, string Data) Chunk(string model, JsonObject delta, string? reason = null)
    {
        var chunk = Envelope(model, "chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason });
        return (null, chunk.ToJsonString());
    }

    private static JsonObject Envelope(string model, string kind) => new() { ["id"] = "chatcmpl-1", ["object"] = kind, ["created"] = 1, ["model"] = model };

    private static JsonObject Call(ScriptedCall call, int place, string arguments) => new()
    {
        ["id"] = IdOf(call, place),
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = arguments },
    };

    private static JsonObject UsageOf(ScriptedAnswer answer) => new()
    {
        ["prompt_tokens"] = answer.InputTokens,
        ["completion_tokens"] = answer.OutputTokens,
        ["total_tokens"] = answer.InputTokens + answer.OutputTokens,
    };

    private static string ReasonOf(ScriptedAnswer answer) => answer.Calls.Count > 0 ? "tool_calls" : "stop";
}
