using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Processors.Agents;

/// <summary>The JSON contract of a conversation.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AgentTurn))]
[JsonSerializable(typeof(AgentResult))]
[JsonSerializable(typeof(string))]
internal sealed partial class AgentJson : JsonSerializerContext;
