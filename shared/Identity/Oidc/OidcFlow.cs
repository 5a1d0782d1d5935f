using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Identity.SignIn;
using Microsoft.AspNetCore.WebUtilities;

namespace HiveFlow.Identity.Oidc;

/// <summary>
/// The authorization code flow with PKCE, state and nonce, as a client (OpenID Connect Core 3.1, RFC 7636, RFC 9700). The provider's
/// tokens are read once and dropped.
/// </summary>
internal sealed class OidcFlow(OidcDiscovery discovery, IdTokens idTokens, ProviderHttp http)
{
    private const int MaxCode = 4_000;
    private static readonly string[] Scopes = ["openid", "email", "profile"];

    /// <summary>Where the browser goes.</summary>
    public async Task<Result<Uri>> AuthorizeAsync(OidcClient client, BegunSignIn visit, CancellationToken cancellationToken)
    {
        var metadata = await discovery.GetAsync(client.Owner, client.Issuer, isAnew: false, cancellationToken);
        if (!metadata.IsSuccess)
        {
            return metadata.Error;
        }

        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = client.ClientId,
            ["redirect_uri"] = client.Callback,
            ["scope"] = string.Join(' ', Scopes.Union(client.Scopes)),
            ["state"] = visit.State,
            ["nonce"] = visit.Browser.Nonce(visit.State),
            ["code_challenge"] = Pkce.Challenge(visit.Browser.Verifier(visit.State)),
            ["code_challenge_method"] = "S256",
        };
        if (client.AsksForStrongAcr && client.StrongAcr.Count > 0)
        {
            query["acr_values"] = string.Join(' ', client.StrongAcr);
        }

        return new Uri(QueryHelpers.AddQueryString(metadata.Value.AuthorizationEndpoint, query));
    }

    /// <summary>Whom the provider vouches for.</summary>
    public async Task<Result<OutsideIdentity>> RedeemAsync(
        OidcClient client, ProviderReturn back, BrowserSecret browser, CancellationToken cancellationToken)
    {
        var found = await discovery.GetAsync(client.Owner, client.Issuer, isAnew: false, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var metadata = found.Value;
        if (back.Issuer is null ? metadata.SendsIssuer : !string.Equals(back.Issuer, metadata.Issuer, StringComparison.Ordinal))
        {
            return SignInErrors.ProviderAnswer("it was sent by another issuer");
        }

        if (back.Error is not null || back.Code is not { Length: > 0 and <= MaxCode } || back.State is null)
        {
            return SignInErrors.ProviderRefused();
        }

        var tokens = await ExchangeAsync(client, metadata, back, browser, cancellationToken);
        if (!tokens.IsSuccess)
        {
            return tokens.Error;
        }

        if (!TryToken(tokens.Value, "id_token", out var idToken))
        {
            return SignInErrors.ProviderAnswer("it gave no id token");
        }

        var checkedClaims = await idTokens.CheckAsync(
            idToken, client.Owner, metadata, client.ClientId, browser.Nonce(back.State), cancellationToken);
        if (!checkedClaims.IsSuccess)
        {
            return checkedClaims.Error;
        }

        var claims = checkedClaims.Value;
        var more = await UserInfoAsync(client, metadata, claims, tokens.Value, cancellationToken);
        return more.IsSuccess ? IdentityOf(client, metadata, claims, more.Value) : more.Error;
    }

    private async Task<Result<JsonElement>> ExchangeAsync(
        OidcClient client, OidcMetadata metadata, ProviderReturn back, BrowserSecret browser, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = back.Code!,
            ["redirect_uri"] = client.Callback,
            ["code_verifier"] = browser.Verifier(back.State!),
        };
        string? basic = null;
        if (client.ClientSecret is not null && metadata.TakesBasic)
        {
            basic = ProviderHttp.Basic(client.ClientId, client.ClientSecret.Reveal());
        }
        else
        {
            form["client_id"] = client.ClientId;
            if (client.ClientSecret is not null)
            {
                form["client_secret"] = client.ClientSecret.Reveal();
            }
        }

        return await http.PostAsync(client.Owner, metadata.TokenEndpoint, form, basic, cancellationToken);
    }

    // Many providers put the address there alone when a code is used (OpenID Connect Core 5.4).
    private async Task<Result<JsonElement?>> UserInfoAsync(
        OidcClient client, OidcMetadata metadata, JsonElement claims, JsonElement tokens, CancellationToken cancellationToken)
    {
        var hasAll = Claims.Text(claims, "email") is not null && (client.RoleClaim is null || claims.TryGetProperty(client.RoleClaim, out _));
        if (hasAll || metadata.UserInfoEndpoint is null || !TryToken(tokens, "access_token", out var access))
        {
            return (JsonElement?)null;
        }

        var read = await http.GetAsync(client.Owner, metadata.UserInfoEndpoint, access, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        return string.Equals(Claims.Text(read.Value, "sub"), Claims.Text(claims, "sub"), StringComparison.Ordinal)
            ? (JsonElement?)read.Value
            : SignInErrors.ProviderAnswer("its user info is about somebody else");
    }

    private static OutsideIdentity IdentityOf(OidcClient client, OidcMetadata metadata, JsonElement claims, JsonElement? more)
    {
        // The address and whether it is proven come from one place: a proof in one says nothing about an address in the other.
        var source = Claims.Text(claims, "email") is null && more is { } other ? other : claims;
        var verified = Claims.Flag(source, "email_verified") ?? client.IsEmailVerifiedUnlessDenied;
        var amr = Claims.Texts(claims, "amr");
        var acr = Claims.Text(claims, "acr");
        return new OutsideIdentity(client.Realm, metadata.Issuer, Claims.Text(claims, "sub")!)
        {
            Email = Claims.Text(source, "email"),
            IsEmailVerified = verified,
            Name = Claims.Text(claims, "name") ?? (more is { } rest ? Claims.Text(rest, "name") : null),
            RoleValues = client.RoleClaim is null ? [] : RolesOf(client.RoleClaim, claims, more),
            HasSecondFactor = amr.Contains("mfa", StringComparer.Ordinal) || (acr is not null && client.StrongAcr.Contains(acr, StringComparer.Ordinal)),
            AuthenticatedAt = Claims.Instant(claims, "auth_time"),
            SessionEndsAt = Claims.Instant(claims, "session_expiry"),
        };
    }

    private static IReadOnlyList<string> RolesOf(string claim, JsonElement claims, JsonElement? more) =>
        claims.TryGetProperty(claim, out _) || more is not { } other ? Claims.Texts(claims, claim) : Claims.Texts(other, claim);

    private static bool TryToken(JsonElement tokens, string name, out string token)
    {
        const int MaxToken = 64 * 1024;
        token = tokens.ValueKind == JsonValueKind.Object && tokens.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;
        return token.Length is > 0 and <= MaxToken && token.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
    }
}
