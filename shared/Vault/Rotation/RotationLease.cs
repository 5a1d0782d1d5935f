using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Vault.Rotation;

/// <summary>Held by the instance that re-encrypts.</summary>
/// <param name="Until">When it ends by itself.</param>
internal sealed record RotationLease(DateTimeOffset Until)
{
    public const string Id = "rotation";

    public static readonly Collection<RotationLease> Collection = new("vault_leases", CredentialJson.Default.RotationLease);
}
