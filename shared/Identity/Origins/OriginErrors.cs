using HiveFlow.Errors;

namespace HiveFlow.Identity.Origins;

/// <summary>Failures around organizations' origins.</summary>
public static class OriginErrors
{
    /// <summary>Neither the DNS nor the origin itself holds the proof.</summary>
    public static readonly ErrorCode UnprovenCode = new("origin_unproven", ErrorKind.Invalid);

    /// <summary>As many as there may be.</summary>
    public static readonly ErrorCode LimitCode = new("origin_limit", ErrorKind.Conflict);

    /// <summary>422 with what must stand where.</summary>
    public static Error Unproven(OriginView origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        var record = origin.RecordName is { } name ? $"the TXT record of {name} nor " : string.Empty;
        var neither = record.Length > 0 ? "Neither " : "Not even ";
        return Error.Of(UnprovenCode, $"{neither}{record}the file {origin.FileUrl} holds {origin.RecordValue} (yet).");
    }

    /// <summary>409.</summary>
    public static Error Limit(int most) => Error.Of(LimitCode, $"An organization has at most {most} origins, and an origin as many organizations.");
}
