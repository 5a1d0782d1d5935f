using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Runs.Idempotency;

namespace HiveFlow.Runs;

/// <summary>JSON contracts of the run documents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(RunStep))]
[JsonSerializable(typeof(IdempotencyRecord))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
public sealed partial class RunsJson : JsonSerializerContext;
