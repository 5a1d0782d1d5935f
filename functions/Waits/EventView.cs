namespace HiveFlow.Functions.Waits;

/// <summary>What became of an event that was sent to a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status"><c>delivered</c> to a wait, or <c>held</c> for one to come.</param>
/// <param name="NodeId">The node that waited; null when it is held.</param>
/// <param name="Iteration">Its iteration; null outside loops and when it is held.</param>
public sealed record EventView(string Name, string Status, string? NodeId, string? Iteration);
