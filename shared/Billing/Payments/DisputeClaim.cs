namespace HiveFlow.Billing.Payments;

/// <summary>What a dispute asks back.</summary>
/// <param name="Amount">Money, in the currency's smallest unit.</param>
/// <param name="IsOver">Whether it was decided for us, or never took any money: it asks nothing back any more, whatever is heard of it later.</param>
internal sealed record DisputeClaim(long Amount, bool IsOver);
