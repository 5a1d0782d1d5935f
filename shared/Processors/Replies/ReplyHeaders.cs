using System.Buffers;
using System.Collections.Frozen;

namespace HiveFlow.Processors.Replies;

/// <summary>
/// Which headers a flow's answer may carry: a short list, and names of its own beginning with <c>x-</c>. Cookies, CORS, content
/// security, transport and framing belong to the server alone.
/// </summary>
internal static class ReplyHeaders
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly FrozenSet<string> Standard = new[]
    {
        "allow", "cache-control", "content-disposition", "content-language", "content-type", "deprecation", "etag", "expires", "last-modified",
        "retry-after", "sunset", "vary",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Names that a server or a proxy in front of it acts on.</summary>
    private static readonly string[] Reserved =
    [
        "x-accel-", "x-sendfile", "x-frame-", "x-content-type-", "x-content-security-", "x-webkit-", "x-xss-", "x-permitted-", "x-download-",
        "x-dns-", "x-forwarded", "x-real-ip", "x-original-", "x-rewrite-", "x-http-method", "x-request-id", "x-credits-", "x-organization-",
        "x-workspace-", "x-api-key", "x-powered-by", "x-ua-", "x-lighttpd-", "x-litespeed-", "x-reproxy", "x-ms-", "x-azure-", "x-arr-", "x-amz",
    ];

    /// <summary>Null when the header may be sent, else why not.</summary>
    public static string? Fault(string name, string value)
    {
        var lower = name.ToLowerInvariant();
        if (lower.Length is 0 or > 100 || lower.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            return "has a name that is no header's name";
        }

        var isOwn = lower.StartsWith("x-", StringComparison.Ordinal) && !Reserved.Any(r => lower.StartsWith(r, StringComparison.Ordinal));
        if (!Standard.Contains(lower) && !isOwn)
        {
            return $"must not set {lower}; allowed are {string.Join(", ", Standard.Order())} and names of your own beginning with x-";
        }

        return value.Length > 4096 || value.Any(c => c is < ' ' or > '~') ? $"has a value for {lower} that is too long or holds other than plain characters" : null;
    }
}
