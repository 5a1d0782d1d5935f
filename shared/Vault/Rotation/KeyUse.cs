using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Vault.Rotation;

/// <summary>Says which master key a sealed secret is encrypted with; written together with it. Found over all organizations.</summary>
/// <param name="OrganizationId">Whose secret; the id of what holds it is this document's.</param>
/// <param name="KeyId">The master key.</param>
/// <param name="Kind">The <see cref="SecretHolder.Kind"/> of what holds it; null for a credential.</param>
internal sealed record KeyUse(string OrganizationId, string KeyId, string? Kind = null)
{
    public const string ByKey = "key";

    /// <summary>Index over whose they are.</summary>
    public const string ByOrganization = "organization";

    public static readonly Collection<KeyUse> Collection =
        new Collection<KeyUse>("vault_key_uses", CredentialJson.Default.KeyUse)
            .WithIndex(ByKey, ("keyId", u => u.KeyId))
            .WithIndex(ByOrganization, ("organizationId", u => u.OrganizationId));
}
