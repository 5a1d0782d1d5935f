namespace HiveFlow.Identity.Sso;

/// <summary>The OpenID Connect part of a connection as admins see it; never the secret.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="ClientId">Our name there.</param>
/// <param name="HasClientSecret">Whether we have a secret there.</param>
/// <param name="Scopes">Asked for besides openid, email and profile.</param>
/// <param name="StrongAcr">Values of acr that mean a second factor.</param>
/// <param name="Callback">The redirect address to register with the provider; this connection's own.</param>
public sealed record OidcSettingsView(
    string Issuer, string ClientId, bool HasClientSecret, IReadOnlyList<string> Scopes, IReadOnlyList<string> StrongAcr, string Callback);
