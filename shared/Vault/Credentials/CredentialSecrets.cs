using System.Security.Cryptography;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Encryption;

namespace HiveFlow.Vault.Credentials;

/// <summary>The one encrypted value of each credential: an object of all its secret fields.</summary>
internal sealed class CredentialSecrets(SecretVault vault)
{
    /// <summary>The id of the master key that encrypts now.</summary>
    public string CurrentKeyId => vault.CurrentKeyId;

    public IReadOnlyCollection<string> OldKeyIds => vault.OldKeyIds;

    public async Task<Result<string>> SealAsync(
        Tenant tenant, string credentialId, IReadOnlyDictionary<string, JsonElement> secrets, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(secrets);
        try
        {
            return await vault.SealAsync(PlaceOf(tenant, credentialId), bytes, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public async Task<Result<OpenedSecret>> OpenAsync(Tenant tenant, string credentialId, string value, CancellationToken cancellationToken) =>
        await vault.OpenAsync(PlaceOf(tenant, credentialId), value, cancellationToken);

    public async Task<Result<string>> ResealAsync(Tenant tenant, string credentialId, string value, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(tenant, credentialId, value, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        using var secret = opened.Value;
        return await vault.SealAsync(PlaceOf(tenant, credentialId), secret.Bytes, cancellationToken);
    }

    /// <summary>The secret fields; copies, for the moment of a change.</summary>
    public async Task<Result<Dictionary<string, JsonElement>>> ReadAsync(Tenant tenant, Credential credential, CancellationToken cancellationToken)
    {
        if (credential.SealedSecret is not { } value)
        {
            return new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        }

        var opened = await OpenAsync(tenant, credential.Id, value, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        using var secret = opened.Value;
        using var document = JsonDocument.Parse(secret.Bytes);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone(), StringComparer.Ordinal);
    }

    private static SecretPlace PlaceOf(Tenant tenant, string credentialId) => new(tenant.Key, $"credentials/{credentialId}", "secret");
}
