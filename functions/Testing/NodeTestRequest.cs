using System.Text.Json;

namespace HiveFlow.Functions.Testing;

/// <summary>Runs one node by itself.</summary>
public sealed record NodeTestRequest
{
    /// <summary>What the node sees as <c>inputs</c> and <c>trigger</c>: a JSON object; <c>{}</c> when absent.</summary>
    public JsonElement? Inputs { get; set; }

    /// <summary>Outputs by node id that are taken for those nodes' own.</summary>
    public Dictionary<string, JsonElement>? Outputs { get; set; }
}
