namespace Microsoft.DurableTask.Client;

/// <summary>Which instances to remove; every condition that is set has to hold.</summary>
/// <param name="CreatedFrom">Started at this time or later.</param>
/// <param name="CreatedTo">Started at this time or earlier.</param>
/// <param name="Statuses">In one of these statuses. Only those that mean the end are ever removed.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>How long removing may take; null: no limit. What is left then is left.</summary>
    public TimeSpan? Timeout { get; init; }
}
