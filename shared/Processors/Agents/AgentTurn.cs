using HiveFlow.Storage.Documents;

namespace HiveFlow.Processors.Agents;

/// <summary>What the model said in one turn of an agent's conversation; written once, free of the credentials' secrets.</summary>
internal sealed record AgentTurn
{
    public static readonly Collection<AgentTurn> Collection = new Collection<AgentTurn>("agent_turns", AgentJson.Default.AgentTurn)
        .WithIndex("run", ("runId", turn => turn.RunId));

    public required string RunId { get; init; }

    public required string Text { get; init; }

    public required string Model { get; init; }

    /// <summary>When it was asked.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long that took, in microseconds.</summary>
    public long DurationMicros { get; init; }

    public string? StopReason { get; init; }

    public IReadOnlyList<AgentCall> Calls { get; init; } = [];

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>The tools of MCP servers, and the flows, that the model was told of; the same in all turns.</summary>
    public IReadOnlyList<AgentTool> Offered { get; init; } = [];
}
