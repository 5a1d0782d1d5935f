using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.SignIn;

namespace HiveFlow.Identity.Oidc;

/// <summary>
/// Reads providers' discovery documents. A document must name the configured issuer, letter for letter (OWASP ASVS 5.0, 10.5.3), and
/// endpoints over https. Remembered for an hour.
/// </summary>
internal sealed class OidcDiscovery(ProviderHttp http, TimeProvider clock)
{
    private const int Capacity = 2_000;
    private const string Path = "/.well-known/openid-configuration";
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly RecentEntries<(string Owner, string Issuer), Read> recent = new(Capacity);

    /// <summary>The metadata.</summary>
    /// <param name="owner">For whom; what one organization reads is never another's.</param>
    /// <param name="issuer">As configured.</param>
    /// <param name="isAnew">Whether to ask now, whatever is remembered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<OidcMetadata>> GetAsync(string owner, string issuer, bool isAnew, CancellationToken cancellationToken)
    {
        if (!isAnew && recent.TryGet((owner, issuer), out var known) && clock.GetUtcNow() - known.At < Kept)
        {
            return known.Metadata;
        }

        var document = await http.GetAsync(owner, issuer.TrimEnd('/') + Path, bearer: null, cancellationToken);
        if (!document.IsSuccess)
        {
            return document.Error;
        }

        var metadata = Parse(document.Value, issuer);
        if (metadata.IsSuccess)
        {
            recent.Set((owner, issuer), new Read(metadata.Value, clock.GetUtcNow()));
        }

        return metadata;
    }

    private static Result<OidcMetadata> Parse(JsonElement document, string issuer)
    {
        if (document.ValueKind != JsonValueKind.Object || !string.Equals(Claims.Text(document, "issuer"), issuer, StringComparison.Ordinal))
        {
            return SignInErrors.ProviderAnswer("its discovery document names another issuer than the configured one");
        }

        if (!TryEndpoint(document, "authorization_endpoint", out var authorization)
            || !TryEndpoint(document, "token_endpoint", out var token)
            || !TryEndpoint(document, "jwks_uri", out var jwks))
        {
            return SignInErrors.ProviderAnswer("its discovery document lacks authorization_endpoint, token_endpoint or jwks_uri over https");
        }

        var methods = Claims.Texts(document, "token_endpoint_auth_methods_supported");
        var hasUserInfo = TryEndpoint(document, "userinfo_endpoint", out var userInfo);
        return new OidcMetadata(
            issuer,
            authorization,
            token,
            jwks,
            hasUserInfo ? userInfo : null,
            document.TryGetProperty("authorization_response_iss_parameter_supported", out var sends) && sends.ValueKind == JsonValueKind.True,
            methods.Count == 0 || methods.Contains("client_secret_basic"));
    }

    private static bool TryEndpoint(JsonElement document, string name, out string endpoint)
    {
        endpoint = Claims.Text(document, name) ?? string.Empty;
        return ProviderUrl.TryParseEndpoint(endpoint, out _);
    }

    private sealed record Read(OidcMetadata Metadata, DateTimeOffset At);
}
