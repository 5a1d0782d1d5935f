namespace HiveFlow.Storage.Files;

/// <summary>A content over the limit it was stored with; nothing is kept of it.</summary>
public sealed class FileTooLargeException : Exception
{
    /// <summary>With a default sentence.</summary>
    public FileTooLargeException()
        : this("The file is over its limit.")
    {
    }

    /// <summary>With a sentence.</summary>
    public FileTooLargeException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public FileTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
