using System.Text.Json;
using HiveFlow.Flows.Running;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Freezing;

/// <summary>A frozen flow as stored, under its hash.</summary>
/// <param name="Nodes">The saved nodes.</param>
/// <param name="Edges">The saved edges.</param>
/// <param name="Plan">The plan made of them then: a later version of the program may make another one.</param>
public sealed record FlowSnapshot(JsonElement Nodes, JsonElement Edges, RunPlan Plan)
{
    /// <summary>By id only.</summary>
    public static readonly Collection<FlowSnapshot> Collection =
        new("flow_snapshots", FreezingJson.Default.FlowSnapshot);
}
