using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Functions.Batches;
using HiveFlow.Identity.Callers;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Runs;

/// <summary>A run to be started for somebody.</summary>
/// <param name="Caller">Who asks; null where a trigger does.</param>
/// <param name="Flow">What to run.</param>
/// <param name="Inputs">What to give it.</param>
/// <param name="IdempotencyKey">The caller's key; null for none.</param>
public sealed record Launch(Caller? Caller, Stored<Flow> Flow, JsonElement Inputs, string? IdempotencyKey)
{
    /// <summary>The trigger that starts it; null for a caller. Triggers use the latest published version, once there is one.</summary>
    public Triggered? By { get; init; }

    /// <summary>Its priority, 0 to 9; null takes the flow's.</summary>
    public int? Priority { get; init; }

    /// <summary>The batch that it belongs to, whose frozen flow it runs for whoever asked for the batch; null for others.</summary>
    public BatchItem? Item { get; init; }

    /// <summary>The failed run that it is started for, whose rights it has; null for others.</summary>
    public Run? After { get; init; }

    /// <summary>The run whose input it has; null for others.</summary>
    public string? RetryOf { get; init; }
}
