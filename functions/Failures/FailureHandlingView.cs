using HiveFlow.Authoring.Failures;

namespace HiveFlow.Functions.Failures;

/// <summary>What follows when runs of a flow fail.</summary>
/// <param name="ErrorFlowId">The flow that is run for each failed run; null for none.</param>
/// <param name="Alert">When and how somebody is told; null for nobody.</param>
public sealed record FailureHandlingView(string? ErrorFlowId, FailureAlert? Alert)
{
    internal static FailureHandlingView Of(FailureHandling handling) => new(handling.ErrorFlowId, handling.Alert);
}
