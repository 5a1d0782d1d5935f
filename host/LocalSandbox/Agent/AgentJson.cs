using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.LocalSandbox.Agent;

/// <summary>Both directions of the agent's wire.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentMessage))]
[JsonSerializable(typeof(AgentRequest))]
internal sealed partial class AgentJson : JsonSerializerContext;
