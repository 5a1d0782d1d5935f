using System.Diagnostics.CodeAnalysis;
using HiveFlow.Errors;
using HiveFlow.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// The cookie that holds a browser's session: <c>HttpOnly; SameSite=Lax; Path=/</c>, no domain, and in production (or wherever we are
/// reached by https) <c>Secure</c> under a <c>__Host-</c> name, which no other host and no plain connection can set.
/// </summary>
public sealed class SessionCookie(IOptions<GateOptions> options, IHostEnvironment environment)
{
    private const string BareName = "hiveflow-session";
    private readonly bool isSecure = environment.IsProduction() || options.Value.PublicUrl.Scheme == Uri.UriSchemeHttps;

    /// <summary>The cookie's name.</summary>
    public string Name => isSecure ? "__Host-" + BareName : BareName;

    /// <summary>Has the browser keep a session until its end.</summary>
    public void Keep(HttpResponse response, OpenedSession session)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(session);
        response.Cookies.Append(Name, session.Token.Reveal(), Attributes(session.ExpiresAt));
    }

    /// <summary>Has the browser forget it.</summary>
    public void Forget(HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Cookies.Append(Name, string.Empty, Attributes(DateTimeOffset.UnixEpoch));
    }

    /// <summary>The token in a request's cookies; false when there is none. Two cookies of our name are an error: one is not ours.</summary>
    internal bool TryRead(IHeaderDictionary headers, [NotNullWhen(true)] out string? token, out Error? malformed)
    {
        token = null;
        malformed = null;
        if (headers.Cookie.Count == 0 || !CookieHeaderValue.TryParseList(headers.Cookie, out var cookies))
        {
            return false;
        }

        foreach (var cookie in cookies)
        {
            if (!cookie.Name.Equals(Name, StringComparison.Ordinal) || cookie.Value.Length == 0)
            {
                continue;
            }

            if (token is not null)
            {
                malformed = RequestErrors.Malformed("The request carries several session cookies.");
                return false;
            }

            token = cookie.Value.ToString();
        }

        return token is not null;
    }

    private CookieOptions Attributes(DateTimeOffset expires) => new()
    {
        HttpOnly = true,
        Secure = isSecure,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
        Path = "/",
        Expires = expires,
    };
}
