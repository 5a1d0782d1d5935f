using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Mcp.Servers;

namespace HiveFlow.Mcp;

/// <summary>JSON contracts of what is stored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegisteredServer))]
internal sealed partial class McpJson : JsonSerializerContext;
