namespace HiveFlow.Metering.Limits;

/// <summary>How many requests are let through: a steady flow, and a burst above it after a quiet while.</summary>
public sealed record Rate
{
    /// <summary>A rate of nothing, for the binder.</summary>
    public Rate()
    {
    }

    /// <summary>A rate.</summary>
    public Rate(int perMinute, int burst)
    {
        PerMinute = perMinute;
        Burst = burst;
    }

    /// <summary>Requests a minute that may go on for ever. 1 to 10,000,000.</summary>
    public int PerMinute { get; set; }

    /// <summary>Requests at once after a quiet while. 1 to 10,000,000.</summary>
    public int Burst { get; set; }
}
