using System.Globalization;
using System.Text.Json;

namespace HiveFlow.Llm.Wires;

/// <summary>Pieces of streamGenerateContent, each in the form of a whole answer.</summary>
internal sealed class GoogleStream(string model) : AnswerStream(model)
{
    /// <summary>The call's own id; older models give none, then one by its place.</summary>
    public static string IdOf(JsonElement call, int place) => call.At("id").AsString() ?? string.Create(CultureInfo.InvariantCulture, $"call-{place}");

    protected override void Read(JsonElement json)
    {
        if (json.At("error").ValueKind == JsonValueKind.Object)
        {
            IsBroken = true;
            return;
        }

        Model = json.At("modelVersion").AsString() ?? Model;
        InputTokens = Math.Max(InputTokens, json.At("usageMetadata", "promptTokenCount").AsCount());
        OutputTokens = Math.Max(
            OutputTokens, json.At("usageMetadata", "candidatesTokenCount").AsCount() + json.At("usageMetadata", "thoughtsTokenCount").AsCount());
        var candidate = json.At("candidates").First();
        foreach (var part in candidate.At("content", "parts").Items())
        {
            AddText(part.At("text").AsString());
            if (part.At("functionCall") is { ValueKind: JsonValueKind.Object } call)
            {
                var place = Calls;
                BeginCall(IdOf(call, place), call.At("name").AsString() ?? string.Empty);
                AddArguments(place, call.At("args") is { ValueKind: JsonValueKind.Object } args ? args.GetRawText() : "{}");
            }
        }

        if (candidate.At("finishReason").AsString() is { } reason)
        {
            StopReason = reason;
            IsComplete = true;
        }
    }
}
