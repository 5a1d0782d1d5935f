using HiveFlow.Runs.Payloads;

namespace HiveFlow.Runs.Ending;

/// <summary>How a run ends.</summary>
/// <param name="Status">completed, failed or cancelled.</param>
public sealed record RunEnd(string Status)
{
    /// <summary>Its result.</summary>
    public Payload? Output { get; init; }

    /// <summary>The answer of a respond node.</summary>
    public RunAnswer? Answer { get; init; }

    /// <summary>Why it failed.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>Use over all steps.</summary>
    public IReadOnlyDictionary<string, long> Usage { get; init; } = new Dictionary<string, long>();

    /// <summary>What the run costs, and the writes that say so, from the run as it stands right before its end; null costs nothing.</summary>
    public Func<Run, RunSettlement>? Settle { get; init; }

    /// <summary>Called after this end was written, and only then, with the run before it and what it cost.</summary>
    public Func<Run, long, Task>? Settled { get; init; }

    /// <summary>Steps that were run.</summary>
    public int Steps { get; init; }
}
