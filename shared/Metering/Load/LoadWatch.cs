using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Load;

/// <summary>
/// Whether this instance is too busy to start runs: from the moment its load was over a threshold for a while, until it is well below. Looks
/// once a second at most, when somebody asks.
/// </summary>
public sealed class LoadWatch : IDisposable
{
    /// <summary>The meter's name, for whoever exports it.</summary>
    public const string Name = "HiveFlow.Load";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Meter meter = new(Name);
    private readonly Lock gate = new();
    private readonly ReadLoad read;
    private readonly LoadOptions options;
    private readonly TimeProvider clock;
    private long sampledAt;
    private TimeSpan processor;
    private long? overSince;
    private LoadReading reading;

    /// <summary>Begins to watch.</summary>
    public LoadWatch(ReadLoad read, IOptions<LoadOptions> options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (this.read, this.options, this.clock) = (read, options.Value, clock);
        sampledAt = clock.GetTimestamp();
        var first = read();
        processor = first.Processor;
        reading = new LoadReading(0, MemoryOf(first), IsOver: false);
        meter.CreateObservableGauge("hiveflow.load.processor", () => Read().Processor, "1", "Share of its processors' time that this instance uses.");
        meter.CreateObservableGauge("hiveflow.load.memory", () => Read().Memory, "1", "Share of the memory it may hold that this instance holds.");
        meter.CreateObservableGauge("hiveflow.load.over", () => Read().IsOver ? 1 : 0, "1", "1 while new runs are queued because of it.");
    }

    /// <summary>Whether new runs are to be queued.</summary>
    public bool IsOver => Read().IsOver;

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    /// <summary>How busy it is.</summary>
    public LoadReading Read()
    {
        lock (gate)
        {
            var passed = clock.GetElapsedTime(sampledAt);
            if (passed >= Every)
            {
                Look(passed);
            }

            return reading;
        }
    }

    private static double MemoryOf(LoadSample sample) => sample.MemoryLimit <= 0 ? 0 : (double)sample.Memory / sample.MemoryLimit;

    private void Look(TimeSpan passed)
    {
        var sample = read();
        var share = Math.Clamp((sample.Processor - processor) / (passed * (sample.Processors > 0 ? sample.Processors : 1)), 0, 1);
        (sampledAt, processor) = (clock.GetTimestamp(), sample.Processor);
        var memory = MemoryOf(sample);
        reading = new LoadReading(share, memory, reading.IsOver ? !IsBelow(share, memory) : IsOverNow(share, memory));
    }

    private bool IsOverNow(double share, double memory)
    {
        if (!IsAt(share, options.Processor) && !IsAt(memory, options.Memory))
        {
            overSince = null;
            return false;
        }

        overSince ??= sampledAt;
        return clock.GetElapsedTime(overSince.Value, sampledAt) >= options.For;
    }

    private bool IsBelow(double share, double memory)
    {
        overSince = null;
        return !IsAt(share, options.Processor - options.Ease, options.Processor) && !IsAt(memory, options.Memory - options.Ease, options.Memory);
    }

    private static bool IsAt(double share, double threshold) => IsAt(share, threshold, threshold);

    private static bool IsAt(double share, double threshold, double setting) => setting > 0 && share >= threshold;
}
