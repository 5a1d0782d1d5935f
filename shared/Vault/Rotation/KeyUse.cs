using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Vault.Rotation;

/// <summary>Says which master key a credential is encrypted with; written together with it. Found over all organizations.</summary>
/// <param name="OrganizationId">Whose credential; its id is this document's.</param>
/// <param name="KeyId">The master key.</param>
internal sealed record KeyUse(string OrganizationId, string KeyId)
{
    public const string ByKey = "key";

    public static readonly Collection<KeyUse> Collection =
        new Collection<KeyUse>("vault_key_uses", CredentialJson.Default.KeyUse).WithIndex(ByKey, ("keyId", u => u.KeyId));
}
