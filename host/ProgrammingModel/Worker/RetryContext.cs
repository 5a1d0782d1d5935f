namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where an invocation stands in its retries by the host.</summary>
public abstract class RetryContext
{
    /// <summary>Retries so far.</summary>
    public abstract int RetryCount { get; }

    /// <summary>Retries allowed.</summary>
    public abstract int MaxRetryCount { get; }
}
