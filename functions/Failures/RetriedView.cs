namespace HiveFlow.Functions.Failures;

/// <summary>What became of a failed run that was to be tried again.</summary>
/// <param name="RunId">The failed run.</param>
/// <param name="ExecutionId">The new run; null where there is none.</param>
/// <param name="Code">Why there is none: an error code; null otherwise.</param>
/// <param name="Message">The same as a sentence.</param>
public sealed record RetriedView(string RunId, string? ExecutionId, string? Code, string? Message);
