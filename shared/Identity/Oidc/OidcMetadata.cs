namespace HiveFlow.Identity.Oidc;

/// <summary>What a provider says of itself (OpenID Connect Discovery 1.0, section 3), as far as we use it.</summary>
/// <param name="Issuer">Equal to the configured one, letter for letter.</param>
/// <param name="AuthorizationEndpoint">Where browsers go.</param>
/// <param name="TokenEndpoint">Where codes are redeemed.</param>
/// <param name="JwksUri">Where its keys are.</param>
/// <param name="UserInfoEndpoint">Where claims are that its id tokens lack; null when there is none.</param>
/// <param name="SendsIssuer">Whether its redirects carry <c>iss</c> (RFC 9207), which must be there then.</param>
/// <param name="TakesBasic">Whether our secret goes by HTTP Basic; else in the form.</param>
internal sealed record OidcMetadata(
    string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string JwksUri, string? UserInfoEndpoint, bool SendsIssuer, bool TakesBasic);
