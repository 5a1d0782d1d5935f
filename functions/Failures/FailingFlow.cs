namespace HiveFlow.Functions.Failures;

/// <summary>A flow whose runs fail, as an alert tells it.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="FlowName">Its name.</param>
/// <param name="Failures">How many runs have failed in a row.</param>
/// <param name="RunId">The latest of them.</param>
/// <param name="Code">Why it failed.</param>
/// <param name="Message">The same as a sentence.</param>
/// <param name="NodeId">The node that failed; null when the run itself did.</param>
internal sealed record FailingFlow(
    string OrganizationId, string FlowId, string FlowName, int Failures, string RunId, string Code, string Message, string? NodeId);
