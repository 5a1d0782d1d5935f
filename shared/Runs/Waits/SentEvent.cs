namespace HiveFlow.Runs.Waits;

/// <summary>What became of an event.</summary>
/// <param name="Wait">The wait it ended; null when it is held for one to come.</param>
public sealed record SentEvent(RunWait? Wait);
