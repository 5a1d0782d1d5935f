using System.Text.Json;

namespace HiveFlow.Runs.Queueing;

/// <summary>How a run is begun that had to queue, by whoever has room for it.</summary>
public sealed record QueuedStart
{
    /// <summary>The priority of runs for which nobody says one.</summary>
    public const int UsualPriority = 5;

    /// <summary>The highest priority there is.</summary>
    public const int HighestPriority = 9;

    /// <summary>0 to 9; the higher ones come first.</summary>
    public int Priority { get; init; } = UsualPriority;

    /// <summary>Runs of its flow at work at once; 0 for no limit of its own.</summary>
    public int FlowLimit { get; init; }

    /// <summary>Activities of it at a time, 1 to 100.</summary>
    public int MaxParallel { get; init; } = 20;

    /// <summary>Where in its flow it begins, as orchestrations write it; null for its beginning.</summary>
    public JsonElement? Progress { get; init; }
}
