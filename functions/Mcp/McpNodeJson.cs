using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Mcp;

/// <summary>The JSON contract of free-form answers of tools.</summary>
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(IDictionary<string, JsonElement>))]
internal sealed partial class McpNodeJson : JsonSerializerContext;
