using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace HiveFlow.Runs.Telemetry;

/// <summary>
/// The metrics of runs and steps, as <c>HiveFlow.Runs</c>. Their tags are kinds, never an id, a name or data: what users choose would
/// make a series of each.
/// </summary>
public sealed class RunMeter : IDisposable
{
    /// <summary>The meter's name, for whoever exports it.</summary>
    public const string Name = "HiveFlow.Runs";

    // Seconds; the exporters' own buckets are made for milliseconds.
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800],
    };

    private readonly Meter meter = new(Name);
    private readonly Counter<long> started;
    private readonly Counter<long> ended;
    private readonly Counter<long> usage;
    private readonly Counter<long> charged;
    private readonly Histogram<double> durations;
    private readonly Histogram<double> steps;
    private readonly UpDownCounter<long> active;
    private readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);
    private int activeSteps;

    /// <summary>Begins to measure.</summary>
    public RunMeter()
    {
        started = meter.CreateCounter<long>("hiveflow.runs.started", "{run}", "Runs that were accepted.");
        ended = meter.CreateCounter<long>("hiveflow.runs.ended", "{run}", "Runs that ended, by their status.");
        durations = meter.CreateHistogram<double>("hiveflow.run.duration", "s", "Time from a run's acceptance to its end.", tags: null, Buckets);
        steps = meter.CreateHistogram<double>("hiveflow.step.duration", "s", "Time of one try of a step.", tags: null, Buckets);
        active = meter.CreateUpDownCounter<long>("hiveflow.steps.active", "{step}", "Steps at work in this instance.");
        usage = meter.CreateCounter<long>("hiveflow.run.usage", description: "What runs used, by kind: tokens, milliseconds in the sandbox, bytes.");
        charged = meter.CreateCounter<long>("hiveflow.credits.charged", "{millicredit}", "What ended runs were charged.");
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    /// <summary>Steps at work in this instance.</summary>
    public int ActiveSteps => Volatile.Read(ref activeSteps);

    /// <summary>What was counted since this was asked for the last time, by the names of <see cref="RunCounts"/>.</summary>
    public IReadOnlyDictionary<string, long> TakeCounts()
    {
        var taken = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var name in counts.Keys)
        {
            if (counts.TryRemove(name, out var count))
            {
                taken[name] = count;
            }
        }

        return taken;
    }

    /// <summary>A step began in this instance.</summary>
    public void StepBegan()
    {
        active.Add(1);
        Interlocked.Increment(ref activeSteps);
    }

    /// <summary>It ended, or begins another try later.</summary>
    /// <param name="nodeType">Its node's type.</param>
    /// <param name="isKnown">Whether that is a type known here; the names of others are not told, for anybody could invent them.</param>
    /// <param name="status">How it stands now.</param>
    /// <param name="duration">How long this try took.</param>
    public void StepEnded(string nodeType, bool isKnown, string status, TimeSpan duration)
    {
        active.Add(-1);
        Interlocked.Decrement(ref activeSteps);
        if (steps.Enabled)
        {
            steps.Record(duration.TotalSeconds, new("node_type", isKnown ? nodeType : "other"), new("status", status));
        }
    }

    /// <summary>A run was accepted.</summary>
    internal void Started(string trigger)
    {
        started.Add(1, new KeyValuePair<string, object?>("trigger", trigger));
        Count(RunCounts.Started);
    }

    /// <summary>A run ended.</summary>
    internal void Ended(Run run)
    {
        KeyValuePair<string, object?> status = new("status", run.Status);
        ended.Add(1, status);
        Count(run.Status);
        if (durations.Enabled && run.EndedAt is { } end)
        {
            durations.Record((end - run.CreatedAt).TotalSeconds, status);
        }

        if (run.Charged > 0)
        {
            charged.Add(run.Charged);
        }

        if (usage.Enabled)
        {
            foreach (var (kind, amount) in run.Usage)
            {
                usage.Add(amount, new KeyValuePair<string, object?>("kind", kind));
            }
        }
    }

    private void Count(string name) => counts.AddOrUpdate(name, 1, static (_, present) => present + 1);
}
