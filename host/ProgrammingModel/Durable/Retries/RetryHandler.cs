namespace Microsoft.DurableTask;

/// <summary>
/// Decides after a failure whether the task is tried again. It is orchestrator code and runs on every replay, so it has to
/// be deterministic; what it throws leaves the call as it is.
/// </summary>
/// <param name="retryContext">What is known about the failure.</param>
/// <returns>True: try again, at once. False: the failure is thrown.</returns>
public delegate bool RetryHandler(RetryContext retryContext);
