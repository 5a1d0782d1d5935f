using System.Text.Json;

namespace HiveFlow.Functions.Runs;

/// <summary>Starts a run. Anything else is refused: a run's flow, owner and version are never the caller's to say.</summary>
public sealed record ExecuteRequest
{
    /// <summary>What the flow is given, as <c>inputs</c> and <c>trigger</c> of its expressions: any JSON object; <c>{}</c> when absent.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Its priority where it has to queue: 0 to 9, the higher ones first, at most what the plan allows; the flow's, else 5, when absent.</summary>
    public int? Priority { get; init; }
}
