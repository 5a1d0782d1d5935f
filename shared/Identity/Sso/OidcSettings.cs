namespace HiveFlow.Identity.Sso;

/// <summary>The OpenID Connect part of a connection as stored.</summary>
/// <param name="Issuer">Equals the discovery document's issuer, letter for letter; never changes.</param>
/// <param name="ClientId">Our name at the provider.</param>
/// <param name="ProtectedSecret">Our secret there, encrypted; null for a public client, which has PKCE alone.</param>
/// <param name="Scopes">Asked for beside <c>openid email profile</c>.</param>
/// <param name="StrongAcr">Values of <c>acr</c> that mean a second factor; <c>amr</c> with <c>mfa</c> always does (RFC 8176).</param>
internal sealed record OidcSettings(
    string Issuer, string ClientId, string? ProtectedSecret, IReadOnlyList<string> Scopes, IReadOnlyList<string> StrongAcr);
