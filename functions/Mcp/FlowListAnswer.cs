namespace HiveFlow.Functions.Mcp;

/// <summary>What list_flows gives.</summary>
/// <param name="Flows">A page of flows, without their nodes.</param>
/// <param name="NextCursor">Gives the next page; null on the last.</param>
internal sealed record FlowListAnswer(IReadOnlyList<FlowSummary> Flows, string? NextCursor);
