namespace HiveFlow.Errors;

/// <summary>Failures that any part of the system can have. A capability's own stand beside it.</summary>
public static class RequestErrors
{
    /// <summary>The body or a parameter could not be read.</summary>
    public static readonly ErrorCode MalformedCode = new("malformed_request", ErrorKind.Malformed);

    /// <summary>Values that are not allowed.</summary>
    public static readonly ErrorCode InvalidCode = new("validation_failed", ErrorKind.Invalid);

    /// <summary>Nothing there for this caller.</summary>
    public static readonly ErrorCode NotFoundCode = new("not_found", ErrorKind.NotFound);

    /// <summary>A lost race.</summary>
    public static readonly ErrorCode VersionConflictCode = new("version_conflict", ErrorKind.Conflict);

    /// <summary>A dependency is away.</summary>
    public static readonly ErrorCode UnavailableCode = new("service_unavailable", ErrorKind.Unavailable);

    /// <summary>Something broke on our side.</summary>
    public static readonly ErrorCode InternalCode = new("internal_error", ErrorKind.Internal);

    /// <summary>400 with one sentence.</summary>
    public static Error Malformed(string message) => Error.Of(MalformedCode, message);

    /// <summary>400 naming one field.</summary>
    public static Error Malformed(string field, string sentence) =>
        Error.Of(MalformedCode, sentence) with { Fields = One(field, sentence) };

    /// <summary>422 naming one field.</summary>
    public static Error Invalid(string field, string sentence) =>
        Error.Of(InvalidCode, sentence) with { Fields = One(field, sentence) };

    /// <summary>422 naming several fields.</summary>
    public static Error Invalid(IReadOnlyDictionary<string, IReadOnlyList<string>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var first = fields.First();
        var message = fields.Count == 1 ? first.Value[0] : $"{fields.Count} fields are not valid; the first is {first.Key}: {first.Value[0]}";
        return Error.Of(InvalidCode, message) with { Fields = fields };
    }

    /// <summary>404; the same for what never was and for what belongs to others.</summary>
    /// <param name="what">A noun for the sentence, such as <c>flow</c>.</param>
    public static Error NotFound(string what) => Error.Of(NotFoundCode, $"There is no such {what}.");

    /// <summary>409 after a lost race on a version.</summary>
    public static Error VersionConflict(string what) =>
        Error.Of(VersionConflictCode, $"The {what} was changed by someone else meanwhile; read it again and repeat the change.");

    /// <summary>503 with the time to wait.</summary>
    public static Error Unavailable(string message, TimeSpan retryAfter) =>
        Error.Of(UnavailableCode, message) with { RetryAfter = retryAfter };

    /// <summary>500; the trace id stands in the problem document.</summary>
    public static Error Internal() => Error.Of(InternalCode, "Something went wrong on our side; the trace id tells us where.");

    private static Dictionary<string, IReadOnlyList<string>> One(string field, string sentence) => new() { [field] = [sentence] };
}
