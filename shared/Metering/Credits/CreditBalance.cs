namespace HiveFlow.Metering.Credits;

/// <summary>How an organization stands, in millicredits.</summary>
/// <param name="Available">What it may still spend or hold.</param>
/// <param name="Reserved">What is held for runs that have not ended.</param>
public sealed record CreditBalance(long Available, long Reserved)
{
    /// <summary>What refunds and disputes ask back of what is spent already; taken from what comes in.</summary>
    public long Owed { get; init; }
}
