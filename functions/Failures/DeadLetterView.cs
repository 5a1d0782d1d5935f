using HiveFlow.Runs;

namespace HiveFlow.Functions.Failures;

/// <summary>A failed run that nobody has seen to.</summary>
/// <param name="RunId">The run.</param>
/// <param name="FlowId">Its flow.</param>
/// <param name="FlowName">The flow's name when it was started; null where the run is being deleted.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="FailedAt">When it failed.</param>
/// <param name="Failure">Why.</param>
public sealed record DeadLetterView(string RunId, string FlowId, string? FlowName, string? Trigger, DateTimeOffset FailedAt, RunFailure? Failure);
