namespace HiveFlow.Functions.Schedules;

/// <summary>When a timing would be due.</summary>
/// <param name="NextRuns">The next occurrences in order, before jitter.</param>
public sealed record NextRunsAnswer(IReadOnlyList<DateTimeOffset> NextRuns);
