using HiveFlow.Storage.Documents;

namespace HiveFlow.Processors.Agents;

/// <summary>What a tool gave back; written once, free of the credentials' secrets.</summary>
internal sealed record AgentResult
{
    public static readonly Collection<AgentResult> Collection = new("agent_results", AgentJson.Default.AgentResult);

    public required string RunId { get; init; }

    public required string Text { get; init; }

    public bool IsError { get; init; }

    public IReadOnlyDictionary<string, long> Usage { get; init; } = new Dictionary<string, long>();
}
