using System.Text.Json;

namespace HiveFlow.Functions.Batches;

/// <summary>Starts a run of a flow for each input.</summary>
/// <param name="Inputs">1 to 1,000 JSON objects, each as <c>inputs</c> of a single call.</param>
public sealed record BatchRequest(IReadOnlyList<JsonElement>? Inputs);
