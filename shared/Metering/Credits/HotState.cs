namespace HiveFlow.Metering.Credits;

/// <summary>All that a hot balance holds.</summary>
/// <param name="Amount">What may still be held, in millicredits.</param>
/// <param name="Epoch">Which filling it is: a number, higher for a later one.</param>
/// <param name="Granted">The month of the newest grant in it; empty for none.</param>
/// <param name="Since">The first slice that <paramref name="Moves"/> tells the whole of.</param>
/// <param name="Moves">How it changed, by slice.</param>
/// <param name="Limits">The day's limits, by target.</param>
/// <param name="Used">What was used, by day and target.</param>
internal sealed record HotState(
    long Amount,
    string Epoch,
    string Granted,
    long Since,
    IReadOnlyDictionary<long, long> Moves,
    IReadOnlyDictionary<string, long> Limits,
    IReadOnlyDictionary<(string Day, string Target), long> Used)
{
    /// <summary>The version of the limits in the store; 0 where it is not known.</summary>
    public long LimitsVersion { get; init; }
}
