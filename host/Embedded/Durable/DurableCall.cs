using Microsoft.DurableTask;

namespace HiveFlow.Host.Durable;

/// <summary>What the engine hands to an orchestrator or an activity.</summary>
/// <param name="Orchestration">The context, when it is an orchestrator.</param>
/// <param name="Activity">The context, when it is an activity.</param>
/// <param name="Input">The input, already of the declared type.</param>
internal sealed record DurableCall(TaskOrchestrationContext? Orchestration, TaskActivityContext? Activity, object? Input);
