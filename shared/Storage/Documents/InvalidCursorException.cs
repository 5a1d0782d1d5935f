namespace HiveFlow.Storage.Documents;

/// <summary>A cursor that no page of this query gave out; the edge answers 400.</summary>
public sealed class InvalidCursorException : ArgumentException
{
    /// <summary>With a default sentence.</summary>
    public InvalidCursorException()
        : this("The cursor is not one of this list's.")
    {
    }

    /// <summary>With a sentence.</summary>
    public InvalidCursorException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public InvalidCursorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
