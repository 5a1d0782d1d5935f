namespace HiveFlow.Runs;

/// <summary>Which runs of an organization to list, newest first.</summary>
public sealed record RunFilter
{
    /// <summary>Only of this flow.</summary>
    public string? FlowId { get; init; }

    /// <summary>Only of this status.</summary>
    public string? Status { get; init; }

    /// <summary>Created at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Created before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Page size, 1 to 200.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The page before's cursor.</summary>
    public string? Cursor { get; init; }
}
