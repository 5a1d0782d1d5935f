namespace HiveFlow.Functions.Runs;

/// <summary>A start of the published version: by a trigger, when nobody calls and the run has the rights of the flow's owner, or as a tool.</summary>
/// <param name="Kind"><c>webhook</c>, <c>schedule</c> or <c>mcp</c>.</param>
/// <param name="RunId">The run's id, recorded before: however often it is launched, the run is made once.</param>
/// <param name="Id">The webhook or schedule; null for a tool.</param>
public sealed record Triggered(string Kind, string RunId, string? Id = null);
