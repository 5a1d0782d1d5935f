namespace HiveFlow.Storage.Documents;

/// <summary>The store is away, full or too busy; nothing is known to be written. The edge answers 503 with <c>Retry-After</c>.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>With a default sentence.</summary>
    public StoreUnavailableException()
        : this("The store is unavailable.")
    {
    }

    /// <summary>With a sentence without secrets or paths.</summary>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public StoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
