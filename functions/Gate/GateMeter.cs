using System.Diagnostics.Metrics;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// The gate's metrics, as <c>HiveFlow.Gate</c>: names of functions and codes of refusals, never a path, an id or an address.
/// </summary>
public sealed class GateMeter : IDisposable
{
    /// <summary>The meter's name, for whoever exports it.</summary>
    public const string Name = "HiveFlow.Gate";

    private readonly Meter meter = new(Name);
    private readonly Histogram<double> durations;
    private readonly Counter<long> refusals;

    /// <summary>Begins to measure.</summary>
    public GateMeter()
    {
        durations = meter.CreateHistogram<double>("hiveflow.request.duration", "s", "Time from the gate's entry to the answer's end.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60] });
        refusals = meter.CreateCounter<long>("hiveflow.request.refusals", description: "Requests that the gate did not let in.");
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    /// <summary>A request was answered.</summary>
    internal void Answered(string function, int status, TimeSpan duration)
    {
        if (durations.Enabled)
        {
            durations.Record(duration.TotalSeconds, new("function", function), new("status", status));
        }
    }

    /// <summary>A request was not let in.</summary>
    internal void Refused(string function, string code) => refusals.Add(1, new("function", function), new("code", code));
}
