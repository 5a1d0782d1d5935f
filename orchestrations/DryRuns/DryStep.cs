using System.Text.Json;
using HiveFlow.Runs;

namespace HiveFlow.Orchestrations.DryRuns;

/// <summary>A node in a dry run.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="NodeType">Its kind.</param>
/// <param name="Outcome">evaluated, pinned, assumed, fails or skipped.</param>
/// <param name="Certain">Whether it runs in any case, as long as nothing fails that was not run here; false where that depends on an output that is not known.</param>
public sealed record DryStep(string NodeId, string NodeType, string Outcome, bool Certain)
{
    /// <summary>The branch it chose, where it was run.</summary>
    public string? Branch { get; init; }

    /// <summary>Its output, where it was run and has 16 KiB at most.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Why it would fail.</summary>
    public RunFailure? Failure { get; init; }
}
