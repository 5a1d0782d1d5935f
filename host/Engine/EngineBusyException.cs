namespace HiveFlow.Engine;

/// <summary>
/// The engine has as many instances with work to do as it takes (<see cref="EngineOptions.MaxBacklog"/>); nothing was accepted. Try
/// again later (HTTP: 503 with Retry-After).
/// </summary>
public sealed class EngineBusyException : Exception
{
    /// <summary>A refusal with the default message.</summary>
    public EngineBusyException()
        : base("The engine has too much work waiting; try again later.")
    {
    }

    /// <summary>A refusal with a message of its own.</summary>
    public EngineBusyException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with a message and a cause.</summary>
    public EngineBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
