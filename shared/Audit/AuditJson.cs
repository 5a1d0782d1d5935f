using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Audit;

/// <summary>JSON contracts of the audit log.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
