using System.Text.Json.Serialization;
using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Loops;

namespace HiveFlow.Orchestrations.RunFlow;

/// <summary>
/// What a <see cref="RunFlowOrchestrator"/> starts with: small, without any data of the run or any secret. Property names are short
/// because it is stored with every run.
/// </summary>
public sealed record RunFlowInput
{
    /// <summary>The rules this run decides by; a change that would change decisions of runs at work raises it.</summary>
    public const int CurrentInterpreter = 1;

    /// <summary>The version of the interpreter that the run was started with.</summary>
    [JsonPropertyName("v")]
    public int Interpreter { get; init; } = CurrentInterpreter;

    /// <summary>The run; also the orchestration's instance id.</summary>
    [JsonPropertyName("run")]
    public required string RunId { get; init; }

    /// <summary>Whose run it is.</summary>
    [JsonPropertyName("org")]
    public required string OrganizationId { get; init; }

    /// <summary>The frozen flow.</summary>
    [JsonPropertyName("flow")]
    public required string FlowHash { get; init; }

    /// <summary>The flow as the interpreter walks it; fits <see cref="FlowHash"/>.</summary>
    [JsonPropertyName("plan")]
    public required RunPlan Plan { get; init; }

    /// <summary>Activities of this run at a time, 1 to 100.</summary>
    [JsonPropertyName("par")]
    public int MaxParallel { get; init; } = 20;

    /// <summary>Most steps; 0 for no bound.</summary>
    [JsonPropertyName("max")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MaxSteps { get; init; }

    /// <summary>The loop's item that is walked; null for the flow itself.</summary>
    [JsonPropertyName("in")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LoopScope? Within { get; init; }

    /// <summary>Where the run stands; null at its beginning.</summary>
    [JsonPropertyName("at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunProgress? Progress { get; init; }
}
