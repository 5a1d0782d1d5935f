namespace HiveFlow.Live.WebPubSub;

/// <summary>Azure Web PubSub does not answer, or does not do what it is asked.</summary>
public sealed class WebPubSubUnavailableException : Exception
{
    /// <summary>Without a reason.</summary>
    public WebPubSubUnavailableException()
        : this("Azure Web PubSub does not answer.")
    {
    }

    /// <summary>With a reason, which holds no secret.</summary>
    public WebPubSubUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public WebPubSubUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
