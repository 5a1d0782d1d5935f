using System.Text.Json;
using HiveFlow.Vault.Credentials.Types;

namespace HiveFlow.Functions.Credentials;

/// <summary>A type of credential.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Secrets">The names of its secret fields.</param>
/// <param name="NeedsHosts">Whether hosts must be named.</param>
/// <param name="Schema">JSON Schema (2020-12) of data.</param>
internal sealed record CredentialTypeView(
    string Type, string Title, string Description, IReadOnlyList<string> Secrets, bool NeedsHosts, JsonElement Schema)
{
    public static CredentialTypeView Of(CredentialType type) =>
        new(type.Name, type.Title, type.Description, type.SecretFields, type.NeedsHosts, type.Schema);
}
