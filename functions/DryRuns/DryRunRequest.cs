using System.Text.Json;

namespace HiveFlow.Functions.DryRuns;

/// <summary>Asks what a run would do.</summary>
public sealed record DryRunRequest
{
    /// <summary>What the flow would be given: a JSON object; <c>{}</c> when absent.</summary>
    public JsonElement? Inputs { get; set; }

    /// <summary>Outputs by node id that are taken for those nodes' own; they are not run.</summary>
    public Dictionary<string, JsonElement>? Outputs { get; set; }
}
