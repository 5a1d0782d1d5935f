using HiveFlow.Llm.Conversations;

namespace HiveFlow.Processors.Agents;

/// <summary>What has been said so far, and what came of the tools.</summary>
/// <param name="Turns">The model's turns, in order.</param>
/// <param name="Results">Results by turn and call.</param>
internal sealed record Conversation(IReadOnlyList<AgentTurn> Turns, IReadOnlyDictionary<(int Turn, int Call), AgentResult> Results)
{
    /// <summary>More calls than these in one turn are answered with a failure.</summary>
    public const int MostCalls = 16;

    public long InputTokens => Turns.Sum(turn => turn.InputTokens);

    public long OutputTokens => Turns.Sum(turn => turn.OutputTokens);

    /// <summary>The tools that the last turn still waits for; null when it waits for none.</summary>
    public ToolRound? Open
    {
        get
        {
            var turn = Turns.Count - 1;
            var calls = turn < 0 ? 0 : CallsOf(Turns[turn]);
            return Enumerable.Range(0, calls).All(call => Results.ContainsKey((turn, call))) ? null : new ToolRound(turn, calls);
        }
    }

    /// <summary>Calls of a turn that are carried out.</summary>
    public static int CallsOf(AgentTurn turn) => Math.Min(turn.Calls.Count, MostCalls);

    /// <summary>The conversation as the model is shown it.</summary>
    public IReadOnlyList<LlmMessage> Messages(string prompt)
    {
        List<LlmMessage> messages = [LlmMessage.User(prompt)];
        for (var turn = 0; turn < Turns.Count; turn++)
        {
            var said = Turns[turn];
            List<LlmPart> parts = said.Text.Length > 0 ? [new TextPart(said.Text)] : [];
            parts.AddRange(said.Calls.Select(call => new ToolCallPart(call.Id, call.Name, call.Arguments)));
            messages.Add(new LlmMessage(LlmRole.Assistant, parts));
            messages.Add(new LlmMessage(LlmRole.User, [.. said.Calls.Select((call, place) => ResultOf(turn, place, call))]));
        }

        return messages;
    }

    private ToolResultPart ResultOf(int turn, int place, AgentCall call) => Results.TryGetValue((turn, place), out var result)
        ? new ToolResultPart(call.Id, call.Name, result.Text, result.IsError)
        : new ToolResultPart(call.Id, call.Name, $"Not called: at most {MostCalls} tools are called at once.", IsError: true);
}
