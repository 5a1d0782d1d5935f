namespace Microsoft.DurableTask;

/// <summary>An activity as the engine calls it; write <see cref="TaskActivity{TInput,TOutput}"/> instead.</summary>
public interface ITaskActivity
{
    /// <summary>What the input is deserialized to.</summary>
    Type InputType { get; }

    /// <summary>What the activity returns.</summary>
    Type OutputType { get; }

    /// <summary>Runs the activity.</summary>
    Task<object?> RunAsync(TaskActivityContext context, object? input);
}
