using System.Text.Json;
using HiveFlow.Runs;

namespace HiveFlow.Functions.Runs;

/// <summary>What became of an execute call.</summary>
public sealed record ExecuteAnswer
{
    /// <summary>The run.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>Its status now.</summary>
    public required string Status { get; init; }

    /// <summary>The result of a run that has ended within <c>wait</c>.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Why it failed.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>Milliseconds from acceptance to end.</summary>
    public long? Duration { get; init; }

    /// <summary>The HTTP status and headers that a respond node chose.</summary>
    public RunAnswer? Response { get; init; }
}
