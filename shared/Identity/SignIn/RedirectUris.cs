using System.Net;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.SignIn;

/// <summary>
/// Where a browser may be sent with a one-time code: exact texts by kind of client; a desktop program's loopback address may have any
/// port (RFC 8252 7.3, RFC 9700 4.1).
/// </summary>
internal sealed class RedirectUris(IOptions<SignInOptions> options)
{
    private const int MaxLength = 500;
    private static readonly string[] DesktopDefaults = ["http://127.0.0.1/callback", "http://[::1]/callback"];

    private readonly IReadOnlyList<string> web = options.Value.WebRedirectUris;
    private readonly IReadOnlyList<string> extension = options.Value.ExtensionRedirectUris;
    private readonly IReadOnlyList<string> desktop =
        options.Value.DesktopRedirectUris.Count > 0 ? options.Value.DesktopRedirectUris : DesktopDefaults;

    /// <summary>Whether a client of this kind may have its code there.</summary>
    public bool Allows(string client, string redirectUri) => redirectUri.Length <= MaxLength && client switch
    {
        "web" => web.Contains(redirectUri, StringComparer.Ordinal),
        "extension" => extension.Contains(redirectUri, StringComparer.Ordinal),
        "desktop" => WithoutPort(redirectUri) is { } bare && desktop.Contains(bare, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>Whether it is <c>http</c> on a loopback address written as a number: names can lead elsewhere.</summary>
    public static bool IsLoopback(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(uri.DnsSafeHost, out var address) && IPAddress.IsLoopback(address);

    // Cut from the text itself, so that what is compared is what was sent and not what a parser made of it.
    private static string? WithoutPort(string redirectUri)
    {
        if (!Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) || !IsLoopback(uri) || uri.UserInfo.Length > 0)
        {
            return null;
        }

        const string Scheme = "http://";
        if (!redirectUri.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var path = redirectUri.IndexOf('/', Scheme.Length);
        var authority = path < 0 ? redirectUri : redirectUri[..path];
        var colon = authority.LastIndexOf(':');
        var hasPort = colon > authority.LastIndexOf(']') && colon > Scheme.Length;
        return (hasPort ? authority[..colon] : authority) + (path < 0 ? string.Empty : redirectUri[path..]);
    }
}
