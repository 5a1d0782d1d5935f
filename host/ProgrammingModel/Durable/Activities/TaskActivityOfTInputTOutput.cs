namespace Microsoft.DurableTask;

/// <summary>
/// An activity: where an orchestration touches the world. It runs at least once, so what it does has to bear a second time.
/// </summary>
/// <typeparam name="TInput">The input, by JSON.</typeparam>
/// <typeparam name="TOutput">The output, by JSON.</typeparam>
public abstract class TaskActivity<TInput, TOutput> : ITaskActivity
{
    Type ITaskActivity.InputType => typeof(TInput);

    Type ITaskActivity.OutputType => typeof(TOutput);

    /// <summary>Runs the activity.</summary>
    public abstract Task<TOutput> RunAsync(TaskActivityContext context, TInput input);

    async Task<object?> ITaskActivity.RunAsync(TaskActivityContext context, object? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await RunAsync(context, TaskInput.As<TInput>(input));
    }
}
