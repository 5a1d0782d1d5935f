using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Saml;

/// <summary>
/// The cookie that binds a login to the browser that began it. The answer comes by a POST from the provider's site, with which a browser
/// sends no Lax cookie: so this one is <c>SameSite=None</c>. It opens nothing by itself, is no session, and is over in 10 minutes.
/// </summary>
internal static class SamlCookie
{
    /// <summary>Only over TLS (browsers take localhost for it), from this very host, not from a sibling domain.</summary>
    public const string Name = "__Host-hiveflow-saml";

    private const int MaxLength = 64;

    /// <summary>Its value; null for none.</summary>
    public static string? Of(HttpRequest request) => request.Cookies[Name] is { Length: > 0 and <= MaxLength } value ? value : null;

    /// <summary>Sets it.</summary>
    public static void Set(HttpResponse response, string value) => response.Cookies.Append(
        Name,
        value,
        new CookieOptions
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.None,
            Path = "/",
            MaxAge = TimeSpan.FromMinutes(10),
            IsEssential = true,
        });
}
