using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.SignIn;
using Microsoft.IdentityModel.Tokens;

namespace HiveFlow.Identity.Oidc;

/// <summary>
/// Providers' public keys (JWKS, RFC 7517). Remembered for an hour; a key id that is not there makes one new reading, at most once a
/// minute, so that a provider can change its keys and strangers cannot make us ask.
/// </summary>
internal sealed class OidcKeys(ProviderHttp http, TimeProvider clock)
{
    private const int Capacity = 2_000;
    private const int MaxKeys = 50;
    private const int MinRsaBits = 2048;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenReadings = TimeSpan.FromMinutes(1);
    private readonly RecentEntries<(string Owner, string Uri), Read> recent = new(Capacity);

    /// <summary>The key of that id; without an id the provider's only key. A failure when there is none.</summary>
    public async Task<Result<SecurityKey>> FindAsync(string owner, string uri, string? keyId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isKnown = recent.TryGet((owner, uri), out var known);
        if (isKnown && now - known!.At < Kept && (Pick(known.Keys, keyId) is not null || now - known.At < BetweenReadings))
        {
            return Chosen(known.Keys, keyId);
        }

        var keys = await ReadAsync(owner, uri, cancellationToken);
        return keys.IsSuccess ? Chosen(keys.Value, keyId) : keys.Error;
    }

    /// <summary>Reads the keys now; a failure when none of them is one that we take.</summary>
    public async Task<Result<IReadOnlyList<JsonWebKey>>> ReadAsync(string owner, string uri, CancellationToken cancellationToken)
    {
        var read = await http.GetAsync(owner, uri, bearer: null, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var keys = Parse(read.Value);
        recent.Set((owner, uri), new Read(keys, clock.GetUtcNow()));
        return keys.Count > 0 ? keys : SignInErrors.ProviderAnswer("it publishes no key that is taken: RSA of 2,048 bits or more, or P-256");
    }

    private static Result<SecurityKey> Chosen(IReadOnlyList<JsonWebKey> keys, string? keyId) =>
        Pick(keys, keyId) is { } key ? key : SignInErrors.ProviderAnswer("its token is signed by a key that it does not publish");

    private static JsonWebKey? Pick(IReadOnlyList<JsonWebKey> keys, string? keyId) => keyId is null
        ? keys.Count == 1 ? keys[0] : null
        : keys.FirstOrDefault(k => k.Kid == keyId);

    private static List<JsonWebKey> Parse(JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        List<JsonWebKey> usable = [];
        foreach (var element in keys.EnumerateArray().Take(MaxKeys).Where(k => k.ValueKind == JsonValueKind.Object))
        {
            if (KeyOf(element) is { } key)
            {
                usable.Add(key);
            }
        }

        return usable;
    }

    // Only the numbers are taken: no certificate chain, no address of another key.
    private static JsonWebKey? KeyOf(JsonElement element)
    {
        if (Claims.Text(element, "use") is not (null or "sig"))
        {
            return null;
        }

        var key = new JsonWebKey { Kid = Claims.Text(element, "kid"), Kty = Claims.Text(element, "kty") };
        switch (key.Kty)
        {
            case JsonWebAlgorithmsKeyTypes.RSA:
                (key.N, key.E) = (Number(element, "n"), Number(element, "e"));
                return key is { N: not null, E: not null } && key.KeySize >= MinRsaBits ? key : null;
            case JsonWebAlgorithmsKeyTypes.EllipticCurve:
                (key.Crv, key.X, key.Y) = (Claims.Text(element, "crv"), Number(element, "x"), Number(element, "y"));
                return key is { Crv: "P-256", X: not null, Y: not null } ? key : null;
            default:
                return null;
        }
    }

    private static string? Number(JsonElement element, string name)
    {
        const int MaxLength = 2_800;
        return element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 and <= MaxLength } text
            && System.Buffers.Text.Base64Url.IsValid(text)
                ? text
                : null;
    }

    private sealed record Read(IReadOnlyList<JsonWebKey> Keys, DateTimeOffset At);
}
