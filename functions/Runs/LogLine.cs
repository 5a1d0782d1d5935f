namespace HiveFlow.Functions.Runs;

/// <summary>A line of a run's log.</summary>
/// <param name="Seq">The number of its event in the run's event log.</param>
/// <param name="At">When it was written.</param>
/// <param name="NodeId">By which node.</param>
/// <param name="Level">debug, info, warn, error; stdout or stderr for live output.</param>
/// <param name="Message">The text.</param>
public sealed record LogLine(long Seq, DateTimeOffset At, string? NodeId, string Level, string Message);
