using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Mcp.Servers;

namespace HiveFlow.Functions.Mcp;

/// <summary>JSON contracts of the MCP routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(McpServerDraft))]
[JsonSerializable(typeof(McpServerView))]
[JsonSerializable(typeof(McpServerTest))]
[JsonSerializable(typeof(ProtectedResource))]
[JsonSerializable(typeof(RunToolAnswer))]
[JsonSerializable(typeof(FlowListAnswer))]
[JsonSerializable(typeof(FlowSummary))]
internal sealed partial class McpApiJson : JsonSerializerContext;
