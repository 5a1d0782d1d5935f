namespace HiveFlow.Live.Signals;

/// <summary>Something about a run is durable that was not before.</summary>
/// <param name="RunId">The run, 24 hex digits.</param>
/// <param name="HasEnded">Whether the run has reached its final status.</param>
public readonly record struct RunSignal(string RunId, bool HasEnded);
