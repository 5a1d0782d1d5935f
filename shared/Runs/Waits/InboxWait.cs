namespace HiveFlow.Runs.Waits;

/// <summary>A wait for an event.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="WaitId">The wait.</param>
public sealed record InboxWait(string Name, string WaitId);
