namespace HiveFlow.Orchestrations.Loops;

/// <summary>How an item of a loop ended; its result or failure is in the store.</summary>
public enum ItemEnd
{
    /// <summary>Well.</summary>
    Completed = 1,

    /// <summary>Well, and the loop's condition says that it was the last one.</summary>
    Last = 2,

    /// <summary>Badly.</summary>
    Failed = 3,
}
