namespace HiveFlow.Engine.Execution;

/// <summary>How a task ended.</summary>
internal static class TaskEnd
{
    /// <summary>What it threw, as thrown; null when it ended well.</summary>
    public static Exception? ErrorOf(Task ended) => ended switch
    {
        { IsFaulted: true } => ended.Exception!.InnerExceptions[0],
        { IsCanceled: true } => CanceledBy(ended),
        _ => null,
    };

    private static Exception CanceledBy(Task ended)
    {
        try
        {
            ended.GetAwaiter().GetResult();
            return new TaskCanceledException(ended);
        }
        catch (OperationCanceledException e)
        {
            return e;
        }
    }
}
