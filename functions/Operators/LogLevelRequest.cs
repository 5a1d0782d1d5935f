namespace HiveFlow.Functions.Operators;

/// <summary>How much a part of the service is to log, for a while.</summary>
/// <param name="Category">A category of ours: <c>HiveFlow</c>, or a part of it such as <c>HiveFlow.Runs</c>.</param>
/// <param name="Level"><c>trace</c>, <c>debug</c>, <c>information</c>, <c>warning</c>, <c>error</c>, <c>critical</c> or <c>none</c>.</param>
/// <param name="Minutes">For how long, 1 to 1,440; then it is as before.</param>
internal sealed record LogLevelRequest(string? Category = null, string? Level = null, int? Minutes = null);
