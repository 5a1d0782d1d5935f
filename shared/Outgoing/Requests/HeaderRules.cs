using System.Buffers;
using System.Collections.Frozen;
using HiveFlow.Errors;

namespace HiveFlow.Outgoing.Requests;

/// <summary>Which headers a caller may send, which are credentials, and which may follow a redirect to another host.</summary>
internal static class HeaderRules
{
    private const int MaxCount = 64;
    private const int MaxTotalLength = 32 * 1024;

    /// <summary>RFC 9110 section 5.6.2.</summary>
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Framing and hop-by-hop (RFC 9110 section 7.6.1), and what this client decides itself.</summary>
    private static readonly FrozenSet<string> Ours = Names(
        "host", "content-length", "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "http2-settings", "expect", "accept-encoding", "content-encoding");

    private static readonly FrozenSet<string> KnownCredentials = Names(
        "authorization", "cookie", "x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token", "x-amz-security-token", "private-token",
        "x-goog-api-key", "x-vault-token");

    /// <summary>All that goes on to another host: nobody can tell which of a caller's own headers is a secret.</summary>
    private static readonly FrozenSet<string> Harmless = Names("accept", "accept-language", "content-type", "content-language", "idempotency-key", "user-agent");

    public static bool IsCredential(string name) => KnownCredentials.Contains(name);

    public static bool MayCrossHosts(string name) => Harmless.Contains(name);

    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Token);

    /// <summary>Null when all are fine.</summary>
    public static Error? Fault(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        if (headers.Count > MaxCount || headers.Sum(h => h.Key.Length + h.Value.Length) > MaxTotalLength)
        {
            return OutgoingErrors.RequestInvalid($"There are more than {MaxCount} headers, or they are longer than {MaxTotalLength} characters together.");
        }

        foreach (var (name, value) in headers)
        {
            if (!IsToken(name))
            {
                return OutgoingErrors.RequestInvalid("A header's name has characters that no header may have.");
            }

            if (Ours.Contains(name))
            {
                return OutgoingErrors.RequestInvalid($"The header {name} is set by HiveFlow itself.");
            }

            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') && value.Any(c => c != '\t' && c is < ' ' or > '~'))
            {
                return OutgoingErrors.RequestInvalid($"The header {name} holds a line break, another control character or one outside ASCII.");
            }
        }

        return null;
    }

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
