namespace HiveFlow.Functions.Runs;

/// <summary>A start by a trigger: nobody calls, and the run has the rights of the flow's owner.</summary>
/// <param name="Kind"><c>webhook</c> or <c>schedule</c>.</param>
/// <param name="RunId">The run's id, recorded before: however often it is launched, the run is made once.</param>
public sealed record Triggered(string Kind, string RunId);
