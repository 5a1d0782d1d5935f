using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Authoring;

namespace HiveFlow.Functions.Flows;

/// <summary>JSON contracts of the flow routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FlowView))]
[JsonSerializable(typeof(FlowDraft))]
[JsonSerializable(typeof(NameRequest))]
[JsonSerializable(typeof(ArchiveRequest))]
[JsonSerializable(typeof(ExecutionStateRequest))]
[JsonSerializable(typeof(ExecutionStateAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(VersionView))]
[JsonSerializable(typeof(ValidationAnswer))]
[JsonSerializable(typeof(NodeTypeView))]
[JsonSerializable(typeof(NodeAnswer))]
[JsonSerializable(typeof(BulkEdges))]
[JsonSerializable(typeof(FlowExport))]
[JsonSerializable(typeof(DiffView))]
[JsonSerializable(typeof(NodeHistoryEntry))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(List<JsonElement>))]
public sealed partial class FlowsApiJson : JsonSerializerContext;
