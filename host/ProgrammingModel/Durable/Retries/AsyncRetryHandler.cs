namespace Microsoft.DurableTask;

/// <summary>
/// Decides after a failure whether the task is tried again. It is orchestrator code and runs on every replay; it may await
/// what an orchestrator may, for example a timer as the delay.
/// </summary>
/// <param name="retryContext">What is known about the failure.</param>
/// <returns>True: try again, at once. False: the failure is thrown.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
