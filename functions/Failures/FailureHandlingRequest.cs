using HiveFlow.Authoring.Failures;

namespace HiveFlow.Functions.Failures;

/// <summary>All of it at once; what is left out is none.</summary>
public sealed record FailureHandlingRequest
{
    /// <summary>The flow that is run for each failed run; none when absent.</summary>
    public string? ErrorFlowId { get; set; }

    /// <summary>When and how somebody is told; nobody when absent.</summary>
    public FailureAlert? Alert { get; set; }
}
