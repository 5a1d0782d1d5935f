using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Worker;

/// <summary>Settings of a worker, by its name.</summary>
public class DurableTaskWorkerOptions
{
    private DataConverter? _dataConverter;

    /// <summary>Which instances a worker takes, by their version.</summary>
    public enum VersionMatchStrategy
    {
        /// <summary>All of them.</summary>
        None = 0,

        /// <summary>Those of exactly its own version.</summary>
        Strict = 1,

        /// <summary>Those of its own version or a lower one.</summary>
        CurrentOrOlder = 2,
    }

    /// <summary>What becomes of an instance whose version the worker doesn't take.</summary>
    public enum VersionFailureStrategy
    {
        /// <summary>It is left for another worker.</summary>
        Reject = 0,

        /// <summary>It fails with the error type VersionMismatch.</summary>
        Fail = 1,
    }

    /// <summary>Reads and writes inputs, outputs and events. Not set: the host's DataConverter service, or JSON.</summary>
    public DataConverter DataConverter
    {
        get => _dataConverter ?? JsonDataConverter.Default;
        set => _dataConverter = value;
    }

    /// <summary>The longest timer the store takes; longer ones are made of several. 3 days unless set.</summary>
    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How much runs at once.</summary>
    public ConcurrencyOptions Concurrency { get; } = new();

    /// <summary>Versions; null: the worker has none and takes all.</summary>
    public VersioningOptions? Versioning { get; set; }

    /// <summary>Whether anybody set <see cref="Versioning"/>.</summary>
    public bool IsVersioningSet { get; internal set; }

    /// <summary>Decides which instances run; before it the host's services are asked for one.</summary>
    [Obsolete("Experimental")]
    public IOrchestrationFilter? OrchestrationFilter { get; set; }

    internal bool DataConverterExplicitlySet => _dataConverter is not null;

    /// <summary>Gives these settings to options of a derived type.</summary>
    internal void ApplyTo(DurableTaskWorkerOptions other)
    {
        other._dataConverter = _dataConverter;
        other.MaximumTimerInterval = MaximumTimerInterval;
        other.Concurrency.MaximumConcurrentActivityWorkItems = Concurrency.MaximumConcurrentActivityWorkItems;
        other.Concurrency.MaximumConcurrentOrchestrationWorkItems = Concurrency.MaximumConcurrentOrchestrationWorkItems;
        other.Versioning = Versioning;
        other.IsVersioningSet = IsVersioningSet;
#pragma warning disable CS0618 // Experimental in the official package too; this carries it on.
        other.OrchestrationFilter = OrchestrationFilter;
#pragma warning restore CS0618
    }

    /// <summary>How much runs at once.</summary>
    public class ConcurrencyOptions
    {
        /// <summary>How many activities; 100 a processor unless set.</summary>
        public int MaximumConcurrentActivityWorkItems { get; set; } = 100 * Environment.ProcessorCount;

        /// <summary>How many turns of orchestrators; 100 a processor unless set.</summary>
        public int MaximumConcurrentOrchestrationWorkItems { get; set; } = 100 * Environment.ProcessorCount;
    }

    /// <summary>The versions a worker knows.</summary>
    public class VersioningOptions
    {
        /// <summary>The worker's own version; empty: none.</summary>
        public string Version { get; set; } = string.Empty;

        /// <summary>The version of sub-orchestrations that are started without one; empty: none.</summary>
        public string DefaultVersion { get; set; } = string.Empty;

        /// <summary>Which instances it takes.</summary>
        public VersionMatchStrategy MatchStrategy { get; set; } = VersionMatchStrategy.None;

        /// <summary>What becomes of the others.</summary>
        public VersionFailureStrategy FailureStrategy { get; set; } = VersionFailureStrategy.Reject;
    }
}
