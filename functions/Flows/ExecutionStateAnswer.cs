namespace HiveFlow.Functions.Flows;

/// <summary>Whether triggers start runs.</summary>
/// <param name="ExecutionState">active or paused.</param>
/// <param name="Status">The flow's status, the same.</param>
public sealed record ExecutionStateAnswer(string ExecutionState, string Status);
