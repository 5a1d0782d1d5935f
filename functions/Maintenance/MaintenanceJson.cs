using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Maintenance;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JobRecord))]
internal sealed partial class MaintenanceJson : JsonSerializerContext;
