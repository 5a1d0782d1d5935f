using System.Text.Json;
using HiveFlow.Runs;

namespace HiveFlow.Functions.Testing;

/// <summary>What became of a node's test.</summary>
public sealed record NodeTestAnswer
{
    /// <summary>The run that did it, recorded as any other: its steps, log and events tell the rest.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The node's status; the run's while that has not ended.</summary>
    public required string Status { get; init; }

    /// <summary>The node's output, up to 1 MiB.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Bytes of an output that is larger, or in a file; absent for others.</summary>
    public long? OutputSize { get; init; }

    /// <summary>The branch it chose.</summary>
    public string? Branch { get; init; }

    /// <summary>Why it failed.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>Milliseconds it worked.</summary>
    public double? Duration { get; init; }

    /// <summary>Countable use by kind.</summary>
    public IReadOnlyDictionary<string, long>? Usage { get; init; }

    /// <summary>The HTTP status and headers that a respond node chose.</summary>
    public RunAnswer? Response { get; init; }

    /// <summary>Millicredits it has cost.</summary>
    public long? CreditsCharged { get; init; }
}
