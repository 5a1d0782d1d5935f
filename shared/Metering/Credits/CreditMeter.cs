using System.Diagnostics.Metrics;

namespace HiveFlow.Metering.Credits;

/// <summary>The metrics of credits, as <c>HiveFlow.Credits</c>; never an organization's.</summary>
public sealed class CreditMeter : IDisposable
{
    /// <summary>The meter's name, for whoever exports it.</summary>
    public const string Name = "HiveFlow.Credits";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> drifts;

    /// <summary>Begins to measure.</summary>
    public CreditMeter() =>
        drifts = meter.CreateCounter<long>("hiveflow.credits.drift", "{millicredit}", "By how much hot balances differed from their ledgers when they were set right.");

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    /// <summary>A balance was set right.</summary>
    internal void Repaired(long amount) => drifts.Add(Math.Abs(amount), new KeyValuePair<string, object?>("direction", amount > 0 ? "too_low" : "too_high"));
}
