using HiveFlow.Functions.Gate;
using HiveFlow.Identity.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.SignIn;

/// <summary>
/// The cookie that binds a visit to a provider to one browser, for 10 minutes: <c>HttpOnly; SameSite=Lax; Path=/</c>, and in production
/// (or wherever we are reached by https) <c>Secure</c> under a <c>__Host-</c> name.
/// </summary>
public sealed class SignInCookie(IOptions<GateOptions> options, IHostEnvironment environment)
{
    private const string BareName = "hiveflow-sign-in";
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);
    private readonly bool isSecure = environment.IsProduction() || options.Value.PublicUrl.Scheme == Uri.UriSchemeHttps;

    /// <summary>Its value; null when there is none. What is no value of ours binds nothing.</summary>
    public string? Read(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Cookies[Name];
    }

    /// <summary>Sends the browser to a provider with the cookie it must bring back.</summary>
    public IResult Send(HttpRequest request, SignInRedirect redirect)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(redirect);
        request.HttpContext.Response.Cookies.Append(Name, redirect.Cookie, new CookieOptions
        {
            HttpOnly = true,
            Secure = isSecure,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = MaxAge,
        });
        return new BrowserRedirect(redirect.Url);
    }

    private string Name => isSecure ? "__Host-" + BareName : BareName;
}
