using System.Diagnostics.Metrics;

namespace HiveFlow.Metering.Queueing;

/// <summary>The metrics of the queue, as <c>HiveFlow.Queue</c>: over all organizations, as this instance last read them.</summary>
public sealed class QueueMeter : IDisposable
{
    /// <summary>The meter's name, for whoever exports it.</summary>
    public const string Name = "HiveFlow.Queue";

    private readonly Meter meter = new(Name);
    private long atWork;
    private long queued;

    /// <summary>Begins to measure.</summary>
    public QueueMeter()
    {
        meter.CreateObservableGauge("hiveflow.runs.at_work", () => Volatile.Read(ref atWork), "{run}", "Runs that have a slot.");
        meter.CreateObservableGauge("hiveflow.runs.queued", () => Volatile.Read(ref queued), "{run}", "Runs that wait for a slot.");
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    /// <summary>The counts were read.</summary>
    internal void Read(SlotCounts counts)
    {
        Volatile.Write(ref atWork, counts.AtWork);
        Volatile.Write(ref queued, counts.Queued);
    }
}
