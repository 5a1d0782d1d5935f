namespace Microsoft.DurableTask.Client;

/// <summary>The status of an instance.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It has begun and has not ended.</summary>
    Running,

    /// <summary>It has ended with an output.</summary>
    Completed,

    /// <summary>Not used: an instance that continues as new is Running.</summary>
    [Obsolete("Not used.")]
    ContinuedAsNew,

    /// <summary>It has ended with an exception.</summary>
    Failed,

    /// <summary>Not used.</summary>
    [Obsolete("Not used.")]
    Canceled,

    /// <summary>It was ended from outside.</summary>
    Terminated,

    /// <summary>It has not begun.</summary>
    Pending,

    /// <summary>It was halted and waits to be resumed.</summary>
    Suspended,
}
