using System.Text.Json.Serialization;
using HiveFlow.Flows.Graph;

namespace HiveFlow.Flows.Running;

/// <summary>An outgoing edge of a <see cref="PlanNode"/>.</summary>
/// <param name="Target">The place of the node it leads to in <see cref="RunPlan.Nodes"/>.</param>
/// <param name="Handle">The output it hangs on; null for the default one.</param>
public sealed record PlanEdge(
    [property: JsonPropertyName("t")] int Target,
    [property: JsonPropertyName("h"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Handle = null)
{
    /// <summary>
    /// Whether the edge is taken when its source ends so. A chosen branch takes the edges of that output and those without one; no
    /// branch takes all but the error edges.
    /// </summary>
    internal bool IsTaken(NodeStatus settled, string? branch, ErrorReaction onError) => (settled, onError) switch
    {
        (NodeStatus.Completed, _) when Handle is null => branch != FlowEdge.ErrorHandle,
        (NodeStatus.Completed, _) => branch is null ? Handle != FlowEdge.ErrorHandle : Handle == branch,
        (NodeStatus.Failed, ErrorReaction.Continue) => Handle is null,
        (NodeStatus.Failed, ErrorReaction.Route) => Handle == FlowEdge.ErrorHandle,
        _ => false,
    };
}
