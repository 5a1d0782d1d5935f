using System.Text.Json;

namespace HiveFlow.Vault.Credentials;

/// <summary>A credential as it is shown: never a secret.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Hosts">Where it may be sent.</param>
/// <param name="Sharing">private or organization.</param>
/// <param name="MinimumRole">The least role that may use it when shared.</param>
/// <param name="Owner">The user who made it.</param>
/// <param name="Data">Its fields that are no secrets.</param>
/// <param name="Secrets">The names of its secret fields that are set.</param>
/// <param name="HasCredentials">Whether it holds a secret.</param>
/// <param name="NeedsConsent">Whether a person has to consent at the provider first.</param>
/// <param name="Version">One more at each change.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public sealed record CredentialView(
    string Id,
    string Name,
    string Type,
    string Description,
    IReadOnlyList<string> Hosts,
    string Sharing,
    string MinimumRole,
    string Owner,
    JsonElement Data,
    IReadOnlyList<string> Secrets,
    bool HasCredentials,
    bool NeedsConsent,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static CredentialView Of(Credential c) => new(
        c.Id, c.Name, c.Type, c.Description, c.Hosts, c.Sharing, c.MinimumRole, c.OwnerId, c.Fields, c.SecretNames,
        c.SealedSecret is not null, c.NeedsConsent, c.Version, c.CreatedAt, c.UpdatedAt);
}
