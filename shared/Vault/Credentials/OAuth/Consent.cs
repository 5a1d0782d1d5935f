using HiveFlow.Storage.Documents;

namespace HiveFlow.Vault.Credentials.OAuth;

/// <summary>A consent that was begun at a provider, under the SHA-256 of its <c>state</c>; used once.</summary>
/// <param name="OrganizationId">Whose credential.</param>
/// <param name="CredentialId">Which.</param>
/// <param name="CredentialVersion">Its version then; a credential changed meanwhile takes no token of the old settings.</param>
/// <param name="UserId">Who began it.</param>
/// <param name="BrowserHash">SHA-256 of the browser's cookie.</param>
/// <param name="SealedVerifier">The PKCE verifier, encrypted.</param>
/// <param name="RedirectUri">Where the provider sends the person back.</param>
/// <param name="ExpiresAt">10 minutes after it began.</param>
internal sealed record Consent(
    string OrganizationId,
    string CredentialId,
    long CredentialVersion,
    string UserId,
    string BrowserHash,
    string SealedVerifier,
    string RedirectUri,
    DateTimeOffset ExpiresAt)
{
    public static readonly Collection<Consent> Collection =
        new Collection<Consent>("credential_consents", CredentialJson.Default.Consent).WithExpiry(c => c.ExpiresAt);
}
