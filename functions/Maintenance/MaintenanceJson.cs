using System.Text.Json.Serialization;
using HiveFlow.Functions.Runs;

namespace HiveFlow.Functions.Maintenance;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(ZombieRound))]
internal sealed partial class MaintenanceJson : JsonSerializerContext;
