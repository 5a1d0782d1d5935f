using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Authoring.Credentials;
using HiveFlow.Authoring.Failures;
using HiveFlow.Authoring.Versions;

namespace HiveFlow.Authoring;

/// <summary>JSON contracts of stored flows.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Flow))]
[JsonSerializable(typeof(FlowVersion))]
[JsonSerializable(typeof(AppInstanceLink))]
[JsonSerializable(typeof(CredentialLink))]
[JsonSerializable(typeof(FailureHandling))]
[JsonSerializable(typeof(List<JsonElement>))]
internal sealed partial class AuthoringJson : JsonSerializerContext;
