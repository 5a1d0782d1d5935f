namespace HiveFlow.Billing.Packs;

/// <summary>Credits that are sold together.</summary>
public sealed record CreditPack
{
    /// <summary>Stripe's price (<c>price_…</c>), one-time; what it costs in which currency is set there. 1 to 200 characters.</summary>
    public string Price { get; set; } = string.Empty;

    /// <summary>What one of it gives. 1 to 1,000,000,000,000.</summary>
    public long Millicredits { get; set; }
}
