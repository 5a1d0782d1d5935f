namespace HiveFlow.Metering.Credits;

/// <summary>An amount that was taken and waits for its entry in the ledger.</summary>
/// <param name="Amount">Millicredits.</param>
/// <param name="Left">What is available after it.</param>
public sealed record CreditHold(long Amount, long Left);
