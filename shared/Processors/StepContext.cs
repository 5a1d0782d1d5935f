using System.Text.Json;
using HiveFlow.Processors.Credentials;

namespace HiveFlow.Processors;

/// <summary>What a processor is given for one step.</summary>
public sealed class StepContext
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The node.</summary>
    public required string NodeId { get; init; }

    /// <summary>The organization the run belongs to; limits and jails are per organization.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The person whose rights the run has; null has none.</summary>
    public string? ActsFor { get; init; }

    /// <summary>
    /// Which iteration: <c>0</c> outside loops; in one the item's index, after those of the loops around it as in <c>2.5</c>.
    /// </summary>
    public string Iteration { get; init; } = "0";

    /// <summary><c>runId/nodeId/iteration</c>: the same at every repetition of this step.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The node's <c>data</c> with its expressions resolved (raw settings untouched).</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>
    /// What flows in: the trigger's data for a start node, the one predecessor's output, or an object of outputs by node id where
    /// several edges arrive.
    /// </summary>
    public required JsonElement Input { get; init; }

    /// <summary>The credentials that the node names, to be opened when they are needed.</summary>
    public StepCredentials Credentials { get; init; } = StepCredentials.None;

    /// <summary>Takes log lines and live output of the step; never blocks, bounded, redacts.</summary>
    public IStepLog Log { get; init; } = SilentStepLog.Instance;

    /// <summary>When the step must be over.</summary>
    public DateTimeOffset Deadline { get; init; } = DateTimeOffset.MaxValue;
}
