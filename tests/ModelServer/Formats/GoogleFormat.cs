using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.ModelServer.Formats;

/// <summary>generateContent (https://ai.google.dev/api/generate-content).</summary>
internal sealed class GoogleFormat : ModelFormat
{
    public override bool IsStream(PathString path, JsonElement body) => path.Value!.EndsWith(":streamGenerateContent", StringComparison.Ordinal);

    public override string Error(int status) =>
        new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = $"scripted {status}", ["status"] = "INTERNAL" } }.ToJsonString();

    public override JsonObject Whole(string model, ScriptedAnswer answer)
    {
        var parts = new JsonArray();
        if (answer.Text.Length > 0)
        {
            parts.Add(new JsonObject { ["text"] = answer.Text });
        }

        foreach (var call in answer.Calls)
        {
            parts.Add(Call(call));
        }

        return Piece(model, parts, "STOP", answer);
    }

    public override IEnumerable<(string? Name, string Data)> Events(string model, ScriptedAnswer answer)
    {
        foreach (var piece in Pieces(answer.Text, answer.PieceLength))
        {
            yield return (null, Piece(model, [new JsonObject { ["text"] = piece }], null, null).ToJsonString());
        }

        yield return (null, Piece(model, [.. answer.Calls.Select(Call)], "STOP", answer).ToJsonString());
    }

    private static JsonObject Piece(string model, JsonArray parts, string? reason, ScriptedAnswer? answer)
    {
        var candidate = new JsonObject { ["content"] = new JsonObject { ["role"] = "model", ["parts"] = parts } };
        if (reason is not null)
        {
            candidate["finishReason"] = reason;
        }

        var piece = new JsonObject { ["modelVersion"] = model, ["candidates"] = new JsonArray(candidate) };
        if (answer is { TellsNoUsage: false })
        {
            piece["usageMetadata"] = new JsonObject { ["promptTokenCount"] = answer.InputTokens, ["candidatesTokenCount"] = answer.OutputTokens };
        }

        return piece;
    }

    private static JsonNode Call(ScriptedCall call) => new JsonObject { ["functionCall"] = new JsonObject { ["name"] = call.Name, ["args"] = ArgumentsOf(call) } };
}
