using HiveFlow.Storage.Documents;

namespace HiveFlow.Processors.Agents;

/// <summary>What a tool gave back; written once, free of the credentials' secrets.</summary>
internal sealed record AgentResult
{
    public static readonly Collection<AgentResult> Collection = new Collection<AgentResult>("agent_results", AgentJson.Default.AgentResult)
        .WithIndex("run", ("runId", result => result.RunId));

    public required string RunId { get; init; }

    public required string Text { get; init; }

    public bool IsError { get; init; }

    /// <summary>The failure's code; null where there is none.</summary>
    public string? Code { get; init; }

    /// <summary>The type of the node that does what the tool does; empty where there is no such tool.</summary>
    public string NodeType { get; init; } = string.Empty;

    /// <summary>When it was called.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long that took, in microseconds.</summary>
    public long DurationMicros { get; init; }

    /// <summary>The run of the flow that was called; null for other tools.</summary>
    public string? ChildRunId { get; init; }

    public IReadOnlyDictionary<string, long> Usage { get; init; } = new Dictionary<string, long>();
}
