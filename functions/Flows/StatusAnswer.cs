namespace HiveFlow.Functions.Flows;

/// <summary>A flow's state after a change of it.</summary>
/// <param name="Status">The flow's status.</param>
/// <param name="ExecutionState">active or paused.</param>
public sealed record StatusAnswer(string Status, string ExecutionState);
