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

    /// <summary>Steps that were run.</summary>
    public int Steps { get; init; }
}
