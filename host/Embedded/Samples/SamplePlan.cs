using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples;

/// <summary>
/// What a sample needs around it: its <c>sample.json</c>. Texts may hold <c>${name.url}</c>, <c>${name.authority}</c>, <c>${name.host}</c>,
/// <c>${name.port}</c> and <c>${name.secret}</c> of a stand-in.
/// </summary>
internal sealed record SamplePlan
{
    /// <summary>The servers that stand in for the systems outside.</summary>
    public IReadOnlyList<StandInPlan> StandIns { get; init; } = [];

    /// <summary>Credentials as <c>POST /api/credentials</c> takes them, by the placeholder in the flow that their id is put in for.</summary>
    public IReadOnlyDictionary<string, JsonObject> Credentials { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>Files of the sample's folder that are uploaded, by the field of the input that names them.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Fields put into the input.</summary>
    public IReadOnlyDictionary<string, JsonNode> Inputs { get; init; } = new Dictionary<string, JsonNode>();

    /// <summary>What the runner says to it when it approves, by the node that waits; what is not named stays unanswered.</summary>
    public IReadOnlyDictionary<string, string> Approvals { get; init; } = new Dictionary<string, string>();
}
