using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace HiveFlow.Identity.Oidc;

/// <summary>
/// Addresses at identity providers: https; or http on this very machine, which only an operator's exception in
/// <c>HiveFlow:Outgoing:Allow</c> lets us reach.
/// </summary>
internal static class ProviderUrl
{
    private const int MaxLength = 500;

    /// <summary>Takes an address without query, fragment and user info.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Uri? url) =>
        TryParseEndpoint(text, out url) && url.Query.Length == 0;

    /// <summary>Takes an endpoint, which may have a query.</summary>
    public static bool TryParseEndpoint([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Uri? url)
    {
        url = null;
        return text is { Length: > 0 and <= MaxLength }
            && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
            && Uri.TryCreate(text, UriKind.Absolute, out url)
            && url.Fragment.Length == 0
            && url.UserInfo.Length == 0
            && IsSafe(url);
    }

    /// <summary>Whether what is sent there is encrypted, or stays on this machine.</summary>
    public static bool IsSafe(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps
        || (url.Scheme == Uri.UriSchemeHttp && (url.Host == "localhost" || (IPAddress.TryParse(url.DnsSafeHost, out var address) && IPAddress.IsLoopback(address))));
}
