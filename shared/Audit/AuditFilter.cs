namespace HiveFlow.Audit;

/// <summary>Which entries are asked for.</summary>
public sealed record AuditFilter
{
    /// <summary>Only acts of that name, such as <c>api_key.created</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Only acts of that person, 24 hex digits.</summary>
    public string? Actor { get; init; }

    /// <summary>Only acts on the thing of that id.</summary>
    public string? Target { get; init; }

    /// <summary>Only acts at or after this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only acts before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Page size, 1 to 1,000. Default 50.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The <see cref="AuditPage.NextCursor"/> of the page before.</summary>
    public string? Cursor { get; init; }
}
