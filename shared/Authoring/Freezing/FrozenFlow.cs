using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Running;

namespace HiveFlow.Authoring.Freezing;

/// <summary>What a run runs: never changed, whatever becomes of the flow it was taken from.</summary>
/// <param name="Hash">SHA-256 of organization and content, 64 hex digits; its id.</param>
/// <param name="Plan">As the interpreter walks it, made when the flow was frozen.</param>
/// <param name="Graph">With every node's settings.</param>
public sealed record FrozenFlow(string Hash, RunPlan Plan, FlowGraph Graph);
