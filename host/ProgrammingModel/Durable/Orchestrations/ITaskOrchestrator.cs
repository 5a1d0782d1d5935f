namespace Microsoft.DurableTask;

/// <summary>An orchestrator as the engine calls it; write <see cref="TaskOrchestrator{TInput,TOutput}"/> instead.</summary>
public interface ITaskOrchestrator
{
    /// <summary>What the input is deserialized to.</summary>
    Type InputType { get; }

    /// <summary>What the orchestrator returns.</summary>
    Type OutputType { get; }

    /// <summary>Runs or replays the orchestrator.</summary>
    Task<object?> RunAsync(TaskOrchestrationContext context, object? input);
}
