using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Identity.SignIn;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HiveFlow.Identity.Oidc;

/// <summary>
/// Checks id tokens (OpenID Connect Core 3.1.3.7): signed with RS256, PS256 or ES256 by a key that the provider publishes, its issuer,
/// our client id as audience (and as <c>azp</c> when there are several), the nonce of this visit, its times with 30 s of skew.
/// </summary>
internal sealed class IdTokens(OidcKeys keys, TimeProvider clock)
{
    private const int MaxTokenBytes = 64 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OldestIssue = TimeSpan.FromMinutes(15);
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];
    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = MaxTokenBytes };

    /// <summary>The claims of a token in which everything holds.</summary>
    public async Task<Result<JsonElement>> CheckAsync(
        string token, string owner, OidcMetadata metadata, string clientId, string nonce, CancellationToken cancellationToken)
    {
        if (token.Length > MaxTokenBytes || !TryRead(token, out var unverified))
        {
            return SignInErrors.ProviderAnswer("its id token cannot be read");
        }

        if (!Algorithms.Contains(unverified.Alg, StringComparer.Ordinal) || unverified.TryGetHeaderValue<object>("crit", out _))
        {
            return SignInErrors.ProviderAnswer("its id token is signed in a way that is not taken");
        }

        var key = await keys.FindAsync(owner, metadata.JwksUri, string.IsNullOrEmpty(unverified.Kid) ? null : unverified.Kid, cancellationToken);
        if (!key.IsSuccess)
        {
            return key.Error;
        }

        var result = await handler.ValidateTokenAsync(token, Rules(metadata.Issuer, clientId, key.Value));
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
        {
            return SignInErrors.ProviderAnswer(Reason(result.Exception));
        }

        using var payload = JsonDocument.Parse(
            Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload), new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
        var claims = payload.RootElement.Clone();
        return Fault(claims, clientId, nonce) is { } fault ? SignInErrors.ProviderAnswer(fault) : claims;
    }

    private bool TryRead(string token, [NotNullWhen(true)] out JsonWebToken? read)
    {
        try
        {
            read = handler.ReadJsonWebToken(token);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            read = null;
            return false;
        }
    }

    private TokenValidationParameters Rules(string issuer, string clientId, SecurityKey key) => new()
    {
        ValidAlgorithms = Algorithms,
        ValidIssuer = issuer,
        ValidAudience = clientId,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ClockSkew = Skew,
        TryAllIssuerSigningKeys = false,
        IssuerSigningKeyResolver = (_, _, _, _) => [key],
        LifetimeValidator = (notBefore, expires, _, _) => IsWithin(notBefore, expires),
    };

    private string? Fault(JsonElement claims, string clientId, string nonce)
    {
        if (Claims.Text(claims, "sub") is not { Length: > 0 })
        {
            return "its id token names no subject";
        }

        var audiences = Claims.Texts(claims, "aud");
        var party = Claims.Text(claims, "azp");
        if ((claims.TryGetProperty("azp", out _) || audiences.Count > 1) && party != clientId)
        {
            return "its id token was made for another client";
        }

        if (Claims.Text(claims, "nonce") is not { } theirs
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(theirs), Encoding.UTF8.GetBytes(nonce)))
        {
            return "its id token has another nonce";
        }

        var now = clock.GetUtcNow();
        return Claims.Instant(claims, "iat") is not { } issuedAt || issuedAt > now + Skew || issuedAt < now - OldestIssue
            ? "its id token was not made just now"
            : null;
    }

    private bool IsWithin(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is { } to && to > now - Skew && (notBefore is not { } from || from <= now + Skew);
    }

    private static string Reason(Exception? exception) => exception switch
    {
        SecurityTokenInvalidIssuerException => "its id token has another issuer",
        SecurityTokenInvalidAudienceException => "its id token was made for another client",
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException => "its id token is not in its time",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => "the signature of its id token does not hold",
        _ => "its id token is not valid",
    };
}
