using HiveFlow.Errors;

namespace HiveFlow.Files;

/// <summary>How keeping files can fail.</summary>
public static class FileErrors
{
    /// <summary>A file over a size limit.</summary>
    public static readonly ErrorCode TooLargeCode = new("file_too_large", ErrorKind.TooLarge);

    /// <summary>The organization has no room left.</summary>
    public static readonly ErrorCode QuotaCode = new("file_quota_exceeded", ErrorKind.Invalid);

    /// <summary>A media type that is not taken.</summary>
    public static readonly ErrorCode TypeCode = new("file_type_refused", ErrorKind.UnsupportedMedia);

    /// <summary>The parts of an upload do not make the file.</summary>
    public static readonly ErrorCode PartsCode = new("file_parts_invalid", ErrorKind.Invalid);

    /// <summary>What the file store holds of a file is gone.</summary>
    public static readonly ErrorCode LostCode = new("file_lost", ErrorKind.NotFound);

    /// <summary>A content that is not what it was to be read as.</summary>
    public static readonly ErrorCode UnreadableCode = new("file_unreadable", ErrorKind.Invalid);

    /// <summary>422 saying as what.</summary>
    public static Error Unreadable(string what) => Error.Of(UnreadableCode, $"The file cannot be read as {what}.");

    /// <summary>404; the same for what never was and for what belongs to others.</summary>
    public static Error NotFound() => RequestErrors.NotFound("file");

    /// <summary>404 for an upload that was never begun, has ended, or belongs to others.</summary>
    public static Error NoUpload() => RequestErrors.NotFound("upload");

    /// <summary>413 naming the limit.</summary>
    public static Error TooLarge(long limit) => Error.Of(TooLargeCode, $"The file is over the limit of {limit} bytes.");

    /// <summary>422.</summary>
    public static Error Quota(long bytes, int files) => Error.Of(
        QuotaCode, $"The organization's files may take {bytes} bytes and be {files} at most, uploads under way included; there is no room for this one.");

    /// <summary>415 naming what was found.</summary>
    public static Error Type(string found) => Error.Of(TypeCode, $"Files of the type {found} are not taken here.");

    /// <summary>422.</summary>
    public static Error Parts(string sentence) => Error.Of(PartsCode, sentence);

    /// <summary>404.</summary>
    public static Error Lost() => Error.Of(LostCode, "The file's content is gone from the file store.");
}
