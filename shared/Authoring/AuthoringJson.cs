using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Authoring.Credentials;
using HiveFlow.Authoring.Failures;
using HiveFlow.Authoring.Versions;

namespace HiveFlow.Authoring;

/// <summary>
/// JSON contracts of stored flows. Names count with their capitals: a field that a caller called <c>Owner</c> is not the flow's <c>owner</c>.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(Flow))]
[JsonSerializable(typeof(FlowVersion))]
[JsonSerializable(typeof(AppInstanceLink))]
[JsonSerializable(typeof(CredentialLink))]
[JsonSerializable(typeof(FailureHandling))]
[JsonSerializable(typeof(List<JsonElement>))]
internal sealed partial class AuthoringJson : JsonSerializerContext;
