using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Failures;

/// <summary>What follows when runs of a flow fail; under the flow's id.</summary>
public sealed record FailureHandling
{
    /// <summary>One document a flow that has any.</summary>
    public static readonly Collection<FailureHandling> Collection = new("flow_failure_handling", AuthoringJson.Default.FailureHandling);

    /// <summary>The flow that is run for each failed run; null for none.</summary>
    public string? ErrorFlowId { get; init; }

    /// <summary>Null tells nobody.</summary>
    public FailureAlert? Alert { get; init; }

    /// <summary>Who set it; the alert's credential is used with their rights.</summary>
    public string? SetBy { get; init; }
}
