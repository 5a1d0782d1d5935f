namespace HiveFlow.Identity.Sso;

/// <summary>The OpenID Connect part of a connection as an admin writes it; unchecked. What is left out stays as it is.</summary>
/// <param name="Issuer">https, at most 500 characters, as the provider's discovery document has it; cannot be changed later.</param>
/// <param name="ClientId">1 to 200 characters.</param>
/// <param name="ClientSecret">At most 400 characters; empty for a public client, which has PKCE alone.</param>
/// <param name="Scopes">Up to 10 besides openid, email and profile.</param>
/// <param name="StrongAcr">Up to 20 values of acr that mean a second factor; amr with mfa always does.</param>
public sealed record OidcSettingsInput(
    string? Issuer = null,
    string? ClientId = null,
    string? ClientSecret = null,
    IReadOnlyList<string>? Scopes = null,
    IReadOnlyList<string>? StrongAcr = null);
