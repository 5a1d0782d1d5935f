using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Authoring.Freezing;

/// <summary>JSON contract of snapshots.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FlowSnapshot))]
internal sealed partial class FreezingJson : JsonSerializerContext;
