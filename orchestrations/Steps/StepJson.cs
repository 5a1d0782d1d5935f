using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Orchestrations.Waits;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>JSON contract of what expressions see.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RunScope))]
[JsonSerializable(typeof(ApprovalOutput))]
[JsonSerializable(typeof(ItemScope))]
[JsonSerializable(typeof(int))]
internal sealed partial class StepJson : JsonSerializerContext;
