using HiveFlow.Authoring;

namespace HiveFlow.Functions.Mcp;

/// <summary>A flow in a line.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Status">draft, active, paused, stopped or archived.</param>
/// <param name="ExecutionState">active or paused: whether triggers start runs.</param>
/// <param name="PublishedVersion">The latest published version; 0 for none.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed record FlowSummary(
    string Id, string Name, string Description, string Status, string ExecutionState, int PublishedVersion, DateTimeOffset UpdatedAt)
{
    public static FlowSummary Of(Flow flow) =>
        new(flow.Id, flow.Name, flow.Description, flow.Status, flow.ExecutionState, flow.PublishedVersion, flow.UpdatedAt);
}
