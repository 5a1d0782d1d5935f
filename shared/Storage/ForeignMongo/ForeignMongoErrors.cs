using HiveFlow.Errors;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>How an operation on a user's database can fail. No message holds data or what the server wrote.</summary>
public static class ForeignMongoErrors
{
    /// <summary>A value can't be stored or compared as it is.</summary>
    public static readonly ErrorCode ValueInvalidCode = new("database_value_invalid", ErrorKind.Invalid);

    /// <summary>The server refused the login or the operation.</summary>
    public static readonly ErrorCode RefusedCode = new("database_refused", ErrorKind.Invalid);

    /// <summary>What was found is over a limit.</summary>
    public static readonly ErrorCode ResultTooLargeCode = new("database_result_too_large", ErrorKind.Invalid);

    /// <summary>The server can't be reached, or not in time.</summary>
    public static readonly ErrorCode UnavailableCode = new("database_unavailable", ErrorKind.Unavailable);

    internal static Error ValueInvalid(string place, string rule) => Error.Of(ValueInvalidCode, $"The value at {place} {rule}.");

    internal static Error Refused(string what) => Error.Of(RefusedCode, $"The database {what}.");

    internal static Error ResultTooLarge(int limit) =>
        Error.Of(ResultTooLargeCode, $"The documents found have more than {limit >> 20} MiB of JSON, or nest too deep; ask for fewer, or for some fields.");

    internal static Error Unavailable(string what) => Error.Of(UnavailableCode, $"The database {what}.");
}
