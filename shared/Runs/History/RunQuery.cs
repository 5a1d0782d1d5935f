namespace HiveFlow.Runs.History;

/// <summary>Which runs of an organization to find, newest first: those that fit all of it.</summary>
public sealed record RunQuery
{
    /// <summary>Only of these flows; null for all.</summary>
    public IReadOnlySet<string>? FlowIds { get; init; }

    /// <summary>Only of this status.</summary>
    public string? Status { get; init; }

    /// <summary>Only started so: one of <see cref="RunTriggers"/>.</summary>
    public string? Trigger { get; init; }

    /// <summary>Only started by this one: a webhook, a schedule, an API key or a parent run; see <see cref="Run.StartedBy"/>.</summary>
    public string? TriggerId { get; init; }

    /// <summary>Only failed ones whose failure has all these words, whole, whatever their case; see <see cref="FailureWords"/>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Created at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Created before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Page size, 1 to 200.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The page before's cursor.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether a run fits, but for its time.</summary>
    internal bool Fits(Run run) =>
        (FlowIds is null || FlowIds.Contains(run.FlowId))
        && (Status is null || Status == run.Status)
        && (Trigger is null || Trigger == run.Trigger)
        && (TriggerId is null || TriggerId == run.StartedBy)
        && (Words.Count == 0 || FailureWords.Of(run.Failure).IsSupersetOf(Words));
}
