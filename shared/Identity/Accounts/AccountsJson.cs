using System.Text.Json.Serialization;

namespace HiveFlow.Identity.Accounts;

/// <summary>How waits for mailed codes are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MailedCodeDocument))]
[JsonSerializable(typeof(AccountRemovalDocument))]
internal sealed partial class AccountsJson : JsonSerializerContext;
