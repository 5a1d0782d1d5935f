using System.Text.Json;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>What a processor is given.</summary>
/// <param name="Settings">The node's data, its expressions resolved.</param>
/// <param name="Input">What flows in.</param>
internal sealed record ResolvedSettings(JsonElement Settings, JsonElement Input);
