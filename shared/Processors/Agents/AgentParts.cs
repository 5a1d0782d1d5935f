using System.Globalization;
using System.Text.Json;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Agents;

/// <summary>A conversation's questions and calls as they are recorded: made of what is kept, the same at every repetition.</summary>
internal static class AgentParts
{
    private const int MaxMessage = 2_000;

    /// <summary>The question of a turn, and what the model said.</summary>
    public static StepPart Question(Conversation conversation, int turn, string model)
    {
        var said = conversation.Turns[turn];
        return new StepPart(turn.ToString(CultureInfo.InvariantCulture), "llm", null, null, said.StartedAt)
        {
            DurationMicros = said.DurationMicros,
            Output = JsonValue.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("text", said.Text);
                writer.WriteString("model", said.Model);
                writer.WriteString("stopReason", said.StopReason);
                writer.WriteStartArray("toolCalls");
                foreach (var call in said.Calls)
                {
                    writer.WriteStringValue(call.Name);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }),
            Usage = new Dictionary<string, long>(StringComparer.Ordinal)
            {
                [$"llm.{model}.input_tokens"] = said.InputTokens,
                [$"llm.{model}.output_tokens"] = said.OutputTokens,
            },
        };
    }

    /// <summary>A call that has ended.</summary>
    public static StepPart Call(AgentCall asked, int turn, int call, AgentResult result) => Open(asked, turn, call, result.NodeType, result.StartedAt) with
    {
        DurationMicros = result.DurationMicros,
        Output = result.IsError ? JsonValue.Null : JsonSerializer.SerializeToElement(result.Text, AgentJson.Default.String),
        Failure = result.IsError ? (result.Code ?? "internal_error", result.Text.Length <= MaxMessage ? result.Text : result.Text[..MaxMessage] + "…") : null,
        ChildRunId = result.ChildRunId,
        Usage = result.Usage,
    };

    /// <summary>A call that has begun.</summary>
    public static StepPart Open(AgentCall asked, int turn, int call, string nodeType, DateTimeOffset at) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{turn}.{call}"), nodeType, asked.Name, asked.Arguments, at);
}
