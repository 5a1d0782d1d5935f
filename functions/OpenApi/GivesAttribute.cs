namespace HiveFlow.Functions.OpenApi;

/// <summary>One success of an HTTP function: its status and what stands in the answer beside <c>success</c>.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class GivesAttribute(int status) : Attribute
{
    /// <summary>A success with a JSON answer.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="type">The contract of the answer, of the named object, or of one item of the list.</param>
    public GivesAttribute(int status, Type type)
        : this(status) => Type = type;

    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The contract; null for an answer without members of its own.</summary>
    public Type? Type { get; }

    /// <summary>The name the object or list stands under; null when its members stand at top level.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the named object stands under <c>data</c> too.</summary>
    public bool AlsoAsData { get; init; }

    /// <summary>Whether it is a page: an array under <see cref="Name"/>, and <c>nextCursor</c>.</summary>
    public bool IsList { get; init; }

    /// <summary>
    /// Whether a page may be short because one call looks at a bounded number of things: then <c>scannedTo</c> says when the last one looked
    /// at was made, and <c>nextCursor</c> goes on there.
    /// </summary>
    public bool MayStopEarly { get; init; }

    /// <summary>The media type when it is not JSON.</summary>
    public string? ContentType { get; init; }
}
