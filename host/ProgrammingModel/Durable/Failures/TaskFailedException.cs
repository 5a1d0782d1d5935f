namespace Microsoft.DurableTask;

/// <summary>
/// Thrown in an orchestrator by the await of an activity or a sub-orchestration that failed, whatever exception ended it.
/// What went wrong stands in <see cref="FailureDetails"/>.
/// </summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>A failure whose exception is at hand.</summary>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Describe(taskName, taskId, innerException?.Message), innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    /// <summary>A failure as history has it.</summary>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Describe(taskName, taskId, failureDetails?.ErrorMessage))
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails!;
    }

    /// <summary>The name of the activity or the orchestrator.</summary>
    public string TaskName { get; }

    /// <summary>The call's number in its instance, from 0.</summary>
    public int TaskId { get; }

    /// <summary>How it failed. Other engines leave it null where a sub-orchestration was terminated.</summary>
    public TaskFailureDetails FailureDetails { get; }

    private static string Describe(string taskName, int taskId, string? cause) => cause is null
        ? $"Task '{taskName}' (#{taskId}) failed with an unhandled exception."
        : $"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {cause}";
}
