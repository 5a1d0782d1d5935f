using System.Text.Json.Nodes;

namespace HiveFlow.ModelServer.Formats;

/// <summary>Messages (https://docs.anthropic.com/en/api/messages), whole and streamed.</summary>
internal sealed class AnthropicFormat : ModelFormat
{
    public override string Error(int status)
    {
        var kind = status switch
        {
            400 => "invalid_request_error",
            401 => "authentication_error",
            404 => "not_found_error",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            _ => "api_error",
        };
        return new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = kind, ["message"] = $"scripted {status}" } }.ToJsonString();
    }

    public override JsonObject Whole(string model, ScriptedAnswer answer)
    {
        var content = new JsonArray();
        if (answer.Text.Length > 0)
        {
            content.Add(new JsonObject { ["type"] = "text", ["text"] = answer.Text });
        }

        for (var place = 0; place < answer.Calls.Count; place++)
        {
            content.Add(Call(answer.Calls[place], place, ArgumentsOf(answer.Calls[place])));
        }

        var whole = Message(model, content, ReasonOf(answer));
        if (!answer.TellsNoUsage)
        {
            whole["usage"] = new JsonObject { ["input_tokens"] = answer.InputTokens, ["output_tokens"] = answer.OutputTokens };
        }

        return whole;
    }

    public override IEnumerable<(string? Name, string Data)> Events(string model, ScriptedAnswer answer)
    {
        var message = Message(model, [], null);
        message["usage"] = new JsonObject { ["input_tokens"] = answer.TellsNoUsage ? 0 : answer.InputTokens, ["output_tokens"] = answer.TellsNoUsage ? 0 : 1 };
        yield return Event("message_start", new JsonObject { ["message"] = message });
        var index = 0;
        if (answer.Text.Length > 0)
        {
            yield return Event("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" } });
            yield return Event("ping", []);
            foreach (var piece in Pieces(answer.Text, answer.PieceLength))
            {
                yield return Event("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = piece } });
            }

            yield return Event("content_block_stop", new JsonObject { ["index"] = index++ });
        }

        for (var place = 0; place < answer.Calls.Count; place++)
        {
            yield return Event("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = Call(answer.Calls[place], place, new JsonObject()) });
            foreach (var piece in Pieces(answer.Calls[place].Arguments, answer.PieceLength))
            {
                yield return Event(
                    "content_block_delta", new JsonObject { ["index"] = index, ["delta"] = new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece } });
            }

            yield return Event("content_block_stop", new JsonObject { ["index"] = index++ });
        }

        yield return Event("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = ReasonOf(answer), ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = answer.TellsNoUsage ? 0 : answer.OutputTokens },
        });
        yield return Event("message_stop", []);
    }

    private static (string? Name, string Data) Event(string name, JsonObject data)
    {
        data["type"] = name;
        return (name, data.ToJsonString());
    }

    private static JsonObject Message(string model, JsonArray content, string? reason) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = content,
        ["stop_reason"] = reason,
        ["stop_sequence"] = null,
    };

    private static JsonObject Call(ScriptedCall call, int place, JsonNode? input) => new()
    {
        ["type"] = "tool_use",
        ["id"] = IdOf(call, place),
        ["name"] = call.Name,
        ["input"] = input,
    };

    private static string ReasonOf(ScriptedAnswer answer) => answer.Calls.Count > 0 ? "tool_use" : "end_turn";
}
