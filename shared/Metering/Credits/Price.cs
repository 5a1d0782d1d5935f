namespace HiveFlow.Metering.Credits;

/// <summary>What use of one kind costs.</summary>
public sealed record Price
{
    /// <summary>A price of nothing, for the binder.</summary>
    public Price()
    {
    }

    /// <summary>A price.</summary>
    public Price(long millicredits, long per = 1)
    {
        Millicredits = millicredits;
        Per = per;
    }

    /// <summary>Millicredits for each <see cref="Per"/> units begun. 0 to 1,000,000,000.</summary>
    public long Millicredits { get; set; }

    /// <summary>Units that cost so much together. Default 1; 1 to 1,000,000,000.</summary>
    public long Per { get; set; } = 1;

    /// <summary>What that many units cost, rounded up to a whole millicredit.</summary>
    /// <exception cref="OverflowException">The cost does not fit into 64 bits.</exception>
    public long Of(long units) => units <= 0 ? 0 : checked((long)((((Int128)units * Millicredits) + Per - 1) / Per));
}
