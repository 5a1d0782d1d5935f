using HiveFlow.Errors;

namespace HiveFlow.Authoring;

/// <summary>How editing flows can fail besides the usual ways.</summary>
public static class FlowErrors
{
    /// <summary>An id that is taken within the flow.</summary>
    public static readonly ErrorCode DuplicateIdCode = new("duplicate_id", ErrorKind.Conflict);

    /// <summary>An archived flow is not to be changed or run.</summary>
    public static readonly ErrorCode ArchivedCode = new("flow_archived", ErrorKind.Conflict);

    /// <summary>The flow, or its edited form, is over its size.</summary>
    public static readonly ErrorCode TooLargeCode = new("flow_too_large", ErrorKind.TooLarge);

    /// <summary>409: the flow has such a node or edge.</summary>
    public static Error DuplicateId(string what, string id) => Error.Of(DuplicateIdCode, $"The flow already has {what} '{Shown(id)}'.");

    /// <summary>409: restore it first.</summary>
    public static Error Archived() => Error.Of(ArchivedCode, "The flow is archived; take it out of the archive first.");

    /// <summary>413 naming the limit.</summary>
    public static Error TooLarge(int limit) => Error.Of(TooLargeCode, $"The flow's nodes, edges and other fields are larger than {limit / 1024} KiB together.");

    private static string Shown(string id) => id.Length <= 60 ? id : id[..60] + "…";
}
