namespace HiveFlow.Metering.Usage;

/// <summary>What ended runs used and cost. What a report does not tell apart is null.</summary>
/// <param name="Day">The day (UTC) they ended, as <c>2026-11-26</c>.</param>
/// <param name="FlowId">Their flow.</param>
/// <param name="KeyId">The API key they were started with; empty for those started otherwise.</param>
/// <param name="NodeType">The type of their nodes; <c>run</c> is the price of a run itself.</param>
/// <param name="Runs">How many runs.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="Millicredits">What was charged.</param>
/// <param name="Units">What was used, by kind (LLM tokens by model, sandbox milliseconds, bytes); empty where node types are told apart.</param>
public sealed record UsageRow(
    string? Day, string? FlowId, string? KeyId, string? NodeType, long Runs, long Steps, long Millicredits, IReadOnlyDictionary<string, long> Units);
