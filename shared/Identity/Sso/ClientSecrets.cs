using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.SecondFactor;

namespace HiveFlow.Identity.Sso;

/// <summary>Keeps the secrets that we have at providers encrypted, each bound to its connection.</summary>
internal sealed class ClientSecrets(SecretProtection protection)
{
    private const string Purpose = "sso client secret";

    /// <summary>The stored form.</summary>
    public string Protect(string connectionId, string secret) => protection.Protect(connectionId, Purpose, Encoding.UTF8.GetBytes(secret));

    /// <summary>The stored form under the present key; null when the one of this cannot be opened.</summary>
    public string? Reseal(string connectionId, string stored) => protection.Reseal(connectionId, Purpose, stored);

    /// <summary>The secret; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">The key that protects it is gone, or it was moved here from another connection.</exception>
    public Secret? Open(string connectionId, string? stored)
    {
        if (stored is null)
        {
            return null;
        }

        if (!protection.TryOpen(connectionId, Purpose, stored, out var secret))
        {
            throw new InvalidOperationException("The client secret of a connection cannot be opened: its key is not configured here.");
        }

        try
        {
            return new Secret(Encoding.UTF8.GetString(secret));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
