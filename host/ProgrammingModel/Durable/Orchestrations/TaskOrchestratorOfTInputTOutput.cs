namespace Microsoft.DurableTask;

/// <summary>
/// An orchestrator: code that is run over its history again and again, so that it has to be deterministic. Time, ids and
/// loggers come from the context, and only what the context gives may be awaited.
/// </summary>
/// <typeparam name="TInput">The input, by JSON.</typeparam>
/// <typeparam name="TOutput">The output, by JSON.</typeparam>
public abstract class TaskOrchestrator<TInput, TOutput> : ITaskOrchestrator
{
    Type ITaskOrchestrator.InputType => typeof(TInput);

    Type ITaskOrchestrator.OutputType => typeof(TOutput);

    /// <summary>Runs or replays the orchestrator.</summary>
    public abstract Task<TOutput> RunAsync(TaskOrchestrationContext context, TInput input);

    async Task<object?> ITaskOrchestrator.RunAsync(TaskOrchestrationContext context, object? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await RunAsync(context, TaskInput.As<TInput>(input));
    }
}
