using System.Text.Json;
using HiveFlow.Runs;

namespace HiveFlow.Functions.Runs;

/// <summary>One node in one run, as the API shows it.</summary>
public sealed record StepView
{
    /// <summary>The node.</summary>
    public required string NodeId { get; init; }

    /// <summary>Its kind.</summary>
    public required string NodeType { get; init; }

    /// <summary>In a loop, the item's index, after those of the loops around it as in 2.5; null outside loops.</summary>
    public string? Iteration { get; init; }

    /// <summary>
    /// Set for a part of an agent's step: 2 its third question to the model, 2.0 the first call of a tool that the answer asked for. The use of a
    /// part is within that of its node's step.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>The tool that a part calls, as the model names it.</summary>
    public string? Tool { get; init; }

    /// <summary>pending, running, waiting, completed, failed, skipped or cancelled.</summary>
    public required string Status { get; init; }

    /// <summary>The try, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>When the try began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it worked, in milliseconds with fractions.</summary>
    public double DurationMs { get; init; }

    /// <summary>What flowed in; left out when it is large.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Its output; left out when it is over 16 KiB, see outputUrl.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Where a large output can be read for 24 hours.</summary>
    public Uri? OutputUrl { get; init; }

    /// <summary>The branch it chose.</summary>
    public string? Branch { get; init; }

    /// <summary>Why it failed.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>Until when it waits.</summary>
    public DateTimeOffset? ResumeAt { get; init; }

    /// <summary>The run that a subflow node has started.</summary>
    public string? ChildRunId { get; init; }

    /// <summary>What it waits for besides an instant: event or approval.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>The run that did it, where this one has taken it over.</summary>
    public string? TakenFrom { get; init; }

    /// <summary>Countable use by kind.</summary>
    public IReadOnlyDictionary<string, long>? Usage { get; init; }
}
