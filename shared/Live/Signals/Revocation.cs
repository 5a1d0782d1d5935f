namespace HiveFlow.Live.Signals;

/// <summary>One thing that must be asked for anew.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id: 1 to 64 characters without control characters.</param>
public readonly record struct Revocation(RevocationKind Kind, string Id);
