using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Llm.Proxy;

/// <summary>The JSON contract of what is stored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ProxyHold))]
internal sealed partial class ProxyJson : JsonSerializerContext;
