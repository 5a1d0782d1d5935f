namespace HiveFlow.Functions.Failures;

/// <summary>How many dead letters were dismissed.</summary>
/// <param name="Dismissed">Those that were there.</param>
/// <param name="NextCursor">Given to the next call, it goes on with older ones; null when there are none.</param>
public sealed record DismissedAnswer(int Dismissed, string? NextCursor);
