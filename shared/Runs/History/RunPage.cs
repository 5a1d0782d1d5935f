using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.History;

/// <summary>A page of found runs.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="NextCursor">Gives the next page; null on the last.</param>
/// <param name="ScannedTo">
/// Set when the search stopped before the page was full, since it had looked at as many runs as one call may: all that were created
/// after this instant were looked at, and the next page goes on there.
/// </param>
public sealed record RunPage(IReadOnlyList<Stored<Run>> Items, string? NextCursor, DateTimeOffset? ScannedTo);
