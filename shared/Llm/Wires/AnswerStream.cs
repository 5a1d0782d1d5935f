using System.Text;
using System.Text.Json;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Llm.Wires;

/// <summary>An answer that comes event by event: what each adds, and at the end the whole. Bounded by the size of the stream.</summary>
internal abstract class AnswerStream(string model)
{
    private readonly StringBuilder text = new();
    private readonly List<(string Id, string Name, StringBuilder Arguments)> calls = [];
    private readonly List<LlmDelta> fresh = [];

    /// <summary>Whether the provider has said that this was all.</summary>
    protected bool IsComplete { get; set; }

    /// <summary>Whether the provider has said that it failed.</summary>
    public bool IsBroken { get; protected set; }

    protected string Model { get; set; } = model;

    protected string? StopReason { get; set; }

    protected long InputTokens { get; set; }

    protected long OutputTokens { get; set; }

    /// <summary>Takes an event; gives what it adds, valid until the next.</summary>
    /// <param name="data">The event's data.</param>
    public IReadOnlyList<LlmDelta> Take(string data)
    {
        fresh.Clear();
        if (data == "[DONE]")
        {
            return fresh;
        }

        if (WireReading.Parse(Encoding.UTF8.GetBytes(data)) is { ValueKind: JsonValueKind.Object } json)
        {
            Read(json);
        }
        else
        {
            IsBroken = true;
        }

        return fresh;
    }

    /// <summary>The answer, once the stream is over; null when it was cut off or said that it failed.</summary>
    public LlmAnswer? End() => !IsComplete || IsBroken ? null : SoFar();

    /// <summary>What came until now, complete or not.</summary>
    public LlmAnswer SoFar() => new(text.ToString(), Model, StopReason, InputTokens, OutputTokens)
    {
        ToolCalls = [.. calls.Select(c => new ToolCallPart(c.Id, c.Name, WireReading.Arguments(c.Arguments.ToString())))],
    };

    protected abstract void Read(JsonElement json);

    protected int Calls => calls.Count;

    protected void AddText(string? piece)
    {
        if (!string.IsNullOrEmpty(piece))
        {
            text.Append(piece);
            fresh.Add(new LlmDelta { Text = piece });
        }
    }

    protected void BeginCall(string id, string name)
    {
        fresh.Add(new LlmDelta { Call = calls.Count, Id = id, Name = name });
        calls.Add((id, name, new StringBuilder()));
    }

    protected void AddArguments(int call, string? piece)
    {
        if (call >= 0 && call < calls.Count && !string.IsNullOrEmpty(piece))
        {
            calls[call].Arguments.Append(piece);
            fresh.Add(new LlmDelta { Call = call, Arguments = piece });
        }
    }
}
