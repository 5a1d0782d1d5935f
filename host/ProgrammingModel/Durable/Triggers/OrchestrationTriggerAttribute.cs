namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Marks the <see cref="DurableTask.TaskOrchestrationContext"/> of a function that is an orchestrator. Its other parameter, if
/// any, is the input.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : Attribute
{
    /// <summary>The orchestrator's name; null: the function's name.</summary>
    public string? Orchestration { get; set; }
}
