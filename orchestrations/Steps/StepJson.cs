using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>JSON contract of what expressions see.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RunScope))]
internal sealed partial class StepJson : JsonSerializerContext;
