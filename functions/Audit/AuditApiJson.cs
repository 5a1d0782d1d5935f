using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Audit;

namespace HiveFlow.Functions.Audit;

/// <summary>The JSON contracts of the audit log.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditRow))]
internal sealed partial class AuditApiJson : JsonSerializerContext;
