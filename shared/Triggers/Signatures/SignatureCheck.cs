using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Triggers.Signatures;

/// <summary>
/// Checks signatures as the senders publish them: docs.github.com (validating webhook deliveries), docs.stripe.com (verify manually),
/// docs.slack.dev (verifying requests), standardwebhooks.com. Every comparison takes constant time; the body is taken byte for byte.
/// </summary>
public static class SignatureCheck
{
    private const int MaxCandidates = 10;

    /// <summary>Null when one of the secrets made the request's signature; else why not, in words without a secret.</summary>
    /// <param name="rule">What is asked for.</param>
    /// <param name="secrets">The secrets that are valid now.</param>
    /// <param name="header">A header's single value; null when absent or repeated.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="now">For the age of timestamps.</param>
    public static string? Fault(
        SignatureRule rule, IReadOnlyList<string> secrets, Func<string, string?> header, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(header);
        return rule.Scheme switch
        {
            SignatureScheme.None => null,
            SignatureScheme.Bearer => Bearer(secrets, header("Authorization")),
            SignatureScheme.GitHub => Hmac(new SignatureRule { Header = "X-Hub-Signature-256", Prefix = "sha256=" }, secrets, header, body.Span),
            SignatureScheme.Hmac => Hmac(rule, secrets, header, body.Span),
            SignatureScheme.Stripe => Stripe(rule, secrets, header("Stripe-Signature"), body.Span, now),
            SignatureScheme.Slack => Slack(rule, secrets, header, body.Span, now),
            SignatureScheme.Standard => Standard(rule, secrets, header, body.Span, now),
            _ => "unknown signature scheme",
        };
    }

    private static string? Bearer(IReadOnlyList<string> secrets, string? value)
    {
        const string Prefix = "Bearer ";
        if (value is null || !value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return "no bearer secret";
        }

        var given = SHA256.HashData(Encoding.UTF8.GetBytes(value[Prefix.Length..]));
        var isRight = false;
        foreach (var secret in secrets)
        {
            isRight |= CryptographicOperations.FixedTimeEquals(given, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        }

        return isRight ? null : "wrong bearer secret";
    }

    private static string? Hmac(SignatureRule rule, IReadOnlyList<string> secrets, Func<string, string?> header, ReadOnlySpan<byte> body)
    {
        if (header(rule.Header ?? string.Empty) is not { Length: > 0 and <= 1000 } value || !value.StartsWith(rule.Prefix, StringComparison.Ordinal))
        {
            return "no signature";
        }

        var given = Decode(value[rule.Prefix.Length..], rule.Encoding == "hex");
        var isRight = false;
        foreach (var secret in secrets)
        {
            var key = Encoding.UTF8.GetBytes(secret);
            var made = rule.Algorithm == "sha512" ? HMACSHA512.HashData(key, body) : HMACSHA256.HashData(key, body);
            isRight |= CryptographicOperations.FixedTimeEquals(made, given);
        }

        return isRight ? null : "wrong signature";
    }

    private static string? Stripe(SignatureRule rule, IReadOnlyList<string> secrets, string? value, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (value is not { Length: > 0 and <= 2000 })
        {
            return "no signature";
        }

        var parts = value.Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToList();
        var times = parts.Where(p => p[0] == "t").Select(p => p[1]).ToList();
        if (times.Count != 1)
        {
            return "no timestamp";
        }

        var given = parts.Where(p => p[0] == "v1").Take(MaxCandidates).Select(p => Decode(p[1], isHex: true)).ToList();
        return Age(rule, times[0], now) ?? Any(secrets.Select(s => Encoding.UTF8.GetBytes(s)), given, Signed($"{times[0]}.", body));
    }

    private static string? Slack(
        SignatureRule rule, IReadOnlyList<string> secrets, Func<string, string?> header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (header("X-Slack-Signature") is not { Length: <= 1000 } value || !value.StartsWith("v0=", StringComparison.Ordinal))
        {
            return "no signature";
        }

        return header("X-Slack-Request-Timestamp") is not { } time
            ? "no timestamp"
            : Age(rule, time, now)
                ?? Any(secrets.Select(s => Encoding.UTF8.GetBytes(s)), [Decode(value[3..], isHex: true)], Signed($"v0:{time}:", body));
    }

    private static string? Standard(
        SignatureRule rule, IReadOnlyList<string> secrets, Func<string, string?> header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (header("webhook-id") is not { Length: > 0 and <= 255 } id || header("webhook-signature") is not { Length: > 0 and <= 2000 } value)
        {
            return "no signature";
        }

        if (header("webhook-timestamp") is not { } time)
        {
            return "no timestamp";
        }

        var given = value.Split(' ').Where(v => v.StartsWith("v1,", StringComparison.Ordinal)).Take(MaxCandidates)
            .Select(v => Decode(v[3..], isHex: false)).ToList();
        return Age(rule, time, now) ?? Any(secrets.Select(StandardKey), given, Signed($"{id}.{time}.", body));
    }

    private static byte[] StandardKey(string secret)
    {
        var text = secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret["whsec_".Length..] : secret;
        var key = Decode(text, isHex: false);
        return key.Length > 0 ? key : Encoding.UTF8.GetBytes(secret);
    }

    private static string? Age(SignatureRule rule, string text, DateTimeOffset now) =>
        !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? "no timestamp"
        : Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > rule.ToleranceSeconds ? "timestamp too far from now"
        : null;

    private static string? Any(IEnumerable<byte[]> keys, List<byte[]> given, byte[] signed)
    {
        var isRight = false;
        foreach (var key in keys)
        {
            var made = HMACSHA256.HashData(key, signed);
            foreach (var candidate in given)
            {
                isRight |= CryptographicOperations.FixedTimeEquals(made, candidate);
            }
        }

        return isRight ? null : "wrong signature";
    }

    private static byte[] Signed(string prefix, ReadOnlySpan<byte> body) => [.. Encoding.UTF8.GetBytes(prefix), .. body];

    // What can't be decoded is no signature; it equals none that was made.
    private static byte[] Decode(string text, bool isHex)
    {
        try
        {
            return isHex ? Convert.FromHexString(text) : Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
