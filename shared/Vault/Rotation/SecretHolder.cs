using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Encryption;

namespace HiveFlow.Vault.Rotation;

/// <summary>Things beside credentials that hold sealed secrets, so that a new master key comes to them too.</summary>
/// <param name="Kind">Their name; never changed, since it is stored.</param>
/// <param name="ResealAsync">Encrypts anew what one of them holds, by organization and id; null when it is gone or holds nothing.</param>
public sealed record SecretHolder(string Kind, Func<Tenant, string, CancellationToken, Task<bool?>> ResealAsync)
{
    /// <summary>The write that says with which master key one's secret is encrypted; it belongs into the write of the secret.</summary>
    /// <param name="kind">The <see cref="Kind"/>.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Of what holds it: 24 hex digits.</param>
    /// <param name="value">The sealed value; null for none.</param>
    public static DocumentWrite UseOf(string kind, Tenant tenant, string id, string? value) => value is null
        ? DocumentWrite.Delete(KeyUse.Collection, Tenant.System, id)
        : DocumentWrite.Upsert(KeyUse.Collection, Tenant.System, id, new KeyUse(tenant.Key, SecretVault.KeyIdOf(value), kind));
}
