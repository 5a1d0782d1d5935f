using HiveFlow.Identity.Callers;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HiveFlow.Identity.Sessions;

/// <summary>
/// Signs and checks session tokens: JWT (RFC 7519) with ES256 and nothing else, a <c>typ</c> and an audience that no other kind of
/// token of ours has, issuer, <c>exp</c>, <c>nbf</c> and <c>iat</c>, the key by <c>kid</c> from our own set only.
/// </summary>
internal sealed class SessionTokens
{
    private const string Type = "hiveflow-session+jwt";
    private const string Audience = "hiveflow:session";
    private const int MaxTokenBytes = 4096;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = MaxTokenBytes, SetDefaultTimesOnTokenCreation = false };
    private readonly SigningKeys keys;
    private readonly TimeProvider clock;
    private readonly string issuer;
    private readonly TokenValidationParameters rules;

    /// <summary>With the configured issuer.</summary>
    public SessionTokens(SigningKeys keys, IOptions<IdentityOptions> options, TimeProvider clock)
    {
        this.keys = keys;
        this.clock = clock;
        issuer = options.Value.Issuer;
        rules = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [Type],
            ValidAudience = Audience,
            ValidIssuer = issuer,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = Skew,
            TryAllIssuerSigningKeys = false,
            IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid) is { } key ? [key] : [],
            LifetimeValidator = (notBefore, expires, _, _) => IsWithin(notBefore, expires),
        };
    }

    /// <summary>A token for a session.</summary>
    public string Create(string sessionId, string userId, DateTimeOffset issuedAt, DateTimeOffset expiresAt) =>
        handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = Type,
            Issuer = issuer,
            Audience = Audience,
            IssuedAt = issuedAt.UtcDateTime,
            NotBefore = issuedAt.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = userId,
                [JwtRegisteredClaimNames.Jti] = sessionId,
            },
            SigningCredentials = new SigningCredentials(keys.Current, SecurityAlgorithms.EcdsaSha256),
        });

    /// <summary>Session and person of a token that is ours and in its time; null for any other.</summary>
    public async ValueTask<(string SessionId, string UserId)?> CheckAsync(string token)
    {
        var result = await handler.ValidateTokenAsync(token, rules);
        return result.IsValid
            && result.SecurityToken is JsonWebToken { Id.Length: > 0, Subject.Length: > 0 } jwt
            && !jwt.TryGetHeaderValue<object>("crit", out _)
            && jwt.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Iat, out var issuedAt)
            && issuedAt <= (clock.GetUtcNow() + Skew).ToUnixTimeSeconds()
                ? (jwt.Id, jwt.Subject)
                : null;
    }

    private bool IsWithin(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return notBefore is { } from && expires is { } to && from <= now + Skew && to > now - Skew;
    }
}
