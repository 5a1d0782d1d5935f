using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HiveFlow.Identity.Tokens;

/// <summary>
/// Signs and checks our tokens: JWT (RFC 7519) with ES256 and nothing else, a <c>typ</c> and an audience of their purpose's own,
/// issuer, <c>exp</c>, <c>nbf</c> and <c>iat</c> with at most 30 s between clocks, the key by <c>kid</c> from our own set only: a
/// token that names or brings another key, or asks for extensions, is refused.
/// </summary>
public sealed class SignedTokens
{
    private const int MaxTokenBytes = 4096;
    private const int MaxClaims = 16;

    /// <summary>No token of ours lives longer: keys that no longer sign are kept for so long.</summary>
    internal static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(30);

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private static readonly string[] Refused = ["crit", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "b64", "cty", "zip", "enc"];

    private static readonly HashSet<string> OwnClaims =
    [
        JwtRegisteredClaimNames.Iss, JwtRegisteredClaimNames.Aud, JwtRegisteredClaimNames.Sub, JwtRegisteredClaimNames.Jti,
        JwtRegisteredClaimNames.Iat, JwtRegisteredClaimNames.Nbf, JwtRegisteredClaimNames.Exp,
    ];

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = MaxTokenBytes, SetDefaultTimesOnTokenCreation = false };
    private readonly SigningKeys keys;
    private readonly TimeProvider clock;
    private readonly string issuer;
    private readonly Dictionary<TokenPurpose, TokenValidationParameters> rules;

    internal SignedTokens(SigningKeys keys, IOptions<IdentityOptions> options, TimeProvider clock)
    {
        this.keys = keys;
        this.clock = clock;
        issuer = options.Value.Issuer;
        rules = Enum.GetValues<TokenPurpose>().ToDictionary(purpose => purpose, Rules);
    }

    /// <summary>A token of that purpose, from now on.</summary>
    /// <exception cref="ArgumentException">
    /// A claim has a name that tokens need themselves, there are more than 16, or it would live longer than 30 days.
    /// </exception>
    public Secret Create(TokenPurpose purpose, SignedToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Claims.Count > MaxClaims || token.Claims.Keys.Any(OwnClaims.Contains))
        {
            throw new ArgumentException("There are too many claims, or one has a name that tokens need themselves.", nameof(token));
        }

        var now = clock.GetUtcNow().UtcDateTime;
        if (token.ExpiresAt.UtcDateTime > now + MaxLifetime)
        {
            throw new ArgumentException("The token would live longer than 30 days.", nameof(token));
        }

        var claims = token.Claims.ToDictionary(c => c.Key, c => (object)c.Value);
        claims[JwtRegisteredClaimNames.Sub] = token.Subject;
        claims[JwtRegisteredClaimNames.Jti] = token.Id;
        return new Secret(handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = TypeOf(purpose),
            Issuer = issuer,
            Audience = AudienceOf(purpose),
            IssuedAt = now,
            NotBefore = now,
            Expires = token.ExpiresAt.UtcDateTime,
            Claims = claims,
            SigningCredentials = new SigningCredentials(keys.Current, SecurityAlgorithms.EcdsaSha256),
        }));
    }

    /// <summary>What a token says that is ours, of that purpose and in its time; null for any other.</summary>
    public async ValueTask<SignedToken?> CheckAsync(TokenPurpose purpose, string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var result = await handler.ValidateTokenAsync(token, rules[purpose]);
        return result.IsValid
            && result.SecurityToken is JsonWebToken { Id.Length: > 0, Subject.Length: > 0 } jwt
            && !Refused.Any(name => jwt.TryGetHeaderValue<object>(name, out _))
            && jwt.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Iat, out var issuedAt)
            && issuedAt <= (clock.GetUtcNow() + Skew).ToUnixTimeSeconds()
                ? new SignedToken(jwt.Id, jwt.Subject, new DateTimeOffset(jwt.ValidTo))
                {
                    Claims = jwt.Claims.Where(c => !OwnClaims.Contains(c.Type)).DistinctBy(c => c.Type).ToDictionary(c => c.Type, c => c.Value),
                }
                : null;
    }

    private static string TypeOf(TokenPurpose purpose) => $"hiveflow-{Word(purpose)}+jwt";

    private static string AudienceOf(TokenPurpose purpose) => $"hiveflow:{Word(purpose)}";

    private static string Word(TokenPurpose purpose) => purpose switch
    {
        TokenPurpose.Session => "session",
        TokenPurpose.OneTimeCode => "one-time-code",
        TokenPurpose.FileLink => "file",
        TokenPurpose.ApprovalLink => "approval",
        TokenPurpose.Invitation => "invitation",
        TokenPurpose.PasswordReset => "reset",
        TokenPurpose.Device => "device",
        TokenPurpose.SignInState => "sign-in-state",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    private TokenValidationParameters Rules(TokenPurpose purpose) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ValidTypes = [TypeOf(purpose)],
        ValidAudience = AudienceOf(purpose),
        ValidIssuer = issuer,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ClockSkew = Skew,
        TryAllIssuerSigningKeys = false,
        IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid) is { } key ? [key] : [],
        LifetimeValidator = (notBefore, expires, _, _) => IsWithin(notBefore, expires),
    };

    private bool IsWithin(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return notBefore is { } from && expires is { } to && from <= now + Skew && to > now - Skew;
    }
}
