using System.Text.Json;

namespace HiveFlow.Processors.Agents;

/// <summary>One of several things that a step does, recorded by itself: a question to an agent's model, a call of one of its tools.</summary>
/// <param name="Id">Which: <c>2</c> for the third question, <c>2.0</c> for the first call that its answer asked for.</param>
/// <param name="NodeType">The type of node that does the same.</param>
/// <param name="Tool">The tool's name; null for a question.</param>
/// <param name="Input">What went in, free of secrets; null for a question.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record StepPart(string Id, string NodeType, string? Tool, JsonElement? Input, DateTimeOffset StartedAt)
{
    /// <summary>How long it took, in microseconds.</summary>
    public long DurationMicros { get; init; }

    /// <summary>What came out, free of secrets.</summary>
    public JsonElement Output { get; init; } = Settings.JsonValue.Null;

    /// <summary>Its failure's code and words; null where it went well.</summary>
    public (string Code, string Message)? Failure { get; init; }

    /// <summary>The run of another flow that it was; null for others.</summary>
    public string? ChildRunId { get; init; }

    /// <summary>Its own share of the step's use.</summary>
    public IReadOnlyDictionary<string, long> Usage { get; init; } = new Dictionary<string, long>();
}
