namespace HiveFlow.Engine;

/// <summary>The engine has stopped or is stopping and takes nothing more.</summary>
public sealed class EngineStoppedException : InvalidOperationException
{
    /// <summary>The engine has stopped.</summary>
    public EngineStoppedException()
        : base("The engine has stopped.")
    {
    }

    /// <summary>With a message of its own.</summary>
    public EngineStoppedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public EngineStoppedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
