using HiveFlow.Runs.Payloads;

namespace HiveFlow.Runs.Waits;

/// <summary>An event that came early.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Data">What it brought.</param>
/// <param name="At">When it came.</param>
public sealed record InboxEvent(string Name, Payload Data, DateTimeOffset At);
