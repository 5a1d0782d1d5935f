namespace HiveFlow.Functions.Flows;

/// <summary>Lets triggers start runs, or not.</summary>
/// <param name="ExecutionState">active or paused.</param>
public sealed record ExecutionStateRequest(string ExecutionState);
