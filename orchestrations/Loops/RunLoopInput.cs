using System.Text.Json.Serialization;
using HiveFlow.Flows.Running;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>What a <see cref="RunLoopOrchestrator"/> starts with: small, without any item.</summary>
public sealed record RunLoopInput
{
    /// <summary>The version of the interpreter that the run was started with.</summary>
    [JsonPropertyName("v")]
    public required int Interpreter { get; init; }

    /// <summary>The run.</summary>
    [JsonPropertyName("run")]
    public required string RunId { get; init; }

    /// <summary>Whose run it is.</summary>
    [JsonPropertyName("org")]
    public required string OrganizationId { get; init; }

    /// <summary>The frozen flow.</summary>
    [JsonPropertyName("flow")]
    public required string FlowHash { get; init; }

    /// <summary>The body.</summary>
    [JsonPropertyName("plan")]
    public required RunPlan Plan { get; init; }

    /// <summary>The loop node's place in the flow's plan.</summary>
    [JsonPropertyName("loop")]
    public required int Loop { get; init; }

    /// <summary>The iteration of the loop around it; null for a loop that is in none.</summary>
    [JsonPropertyName("in")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Iteration { get; init; }

    /// <summary>What to do.</summary>
    [JsonPropertyName("do")]
    public required PendingLoop Work { get; init; }

    /// <summary>Activities of one item at a time.</summary>
    [JsonPropertyName("par")]
    public required int MaxParallel { get; init; }

    /// <summary>Most steps; 0 for no bound.</summary>
    [JsonPropertyName("max")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MaxSteps { get; init; }

    /// <summary>What the run's steps were known to have cost when the loop began, in millicredits.</summary>
    [JsonPropertyName("paid")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Spent { get; init; }

    /// <summary>
    /// Whether nothing else of the run was at work, waited or was ready when it began; then nothing else comes to be while it lasts, and the run waits
    /// when all its items do. Not set for loops that began before this was told.
    /// </summary>
    [JsonPropertyName("one")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAlone { get; init; }

    /// <summary>Where it stands; null at its beginning.</summary>
    [JsonPropertyName("at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoopProgress? Progress { get; init; }
}
