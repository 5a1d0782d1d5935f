namespace HiveFlow.Runs;

/// <summary>Why a run or a step failed.</summary>
/// <param name="Code">A stable code with a page of its own in the documentation.</param>
/// <param name="Message">One readable sentence.</param>
/// <param name="NodeId">The node that failed; null when the run itself did.</param>
public sealed record RunFailure(string Code, string Message, string? NodeId = null);
