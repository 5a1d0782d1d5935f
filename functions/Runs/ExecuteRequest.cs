using System.Text.Json;

namespace HiveFlow.Functions.Runs;

/// <summary>Starts a run. Anything but <c>inputs</c> is refused: a run's flow, owner and version are never the caller's to say.</summary>
public sealed record ExecuteRequest
{
    /// <summary>What the flow is given, as <c>inputs</c> and <c>trigger</c> of its expressions: any JSON object; <c>{}</c> when absent.</summary>
    public JsonElement? Inputs { get; init; }
}
