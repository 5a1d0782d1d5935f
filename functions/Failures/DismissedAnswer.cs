namespace HiveFlow.Functions.Failures;

/// <summary>How many dead letters were dismissed.</summary>
/// <param name="Dismissed">Those that were there.</param>
public sealed record DismissedAnswer(int Dismissed);
