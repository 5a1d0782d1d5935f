using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// The replay cache (saml-profiles-2.0-os section 4.1.4.5; OWASP ASVS 5.0, 6.8.3). In the document store, so that every instance and
/// every restart knows what was used.
/// </summary>
internal sealed class UsedAssertions(IDocumentStore store)
{
    /// <summary>Uses an assertion up; false when it was used before.</summary>
    public async Task<bool> TryUseAsync(string connectionId, SamlLogin login, CancellationToken cancellationToken)
    {
        var name = Encoding.UTF8.GetBytes($"{connectionId}\n{login.AssertionId}");
        var written = await store.WriteAsync(
            [
                DocumentWrite.Insert(
                    UsedAssertionDocument.Collection,
                    Tenant.System,
                    Convert.ToHexStringLower(SHA256.HashData(name)),
                    new UsedAssertionDocument(login.ValidUntil)),
            ],
            cancellationToken);
        return written.IsApplied;
    }
}
