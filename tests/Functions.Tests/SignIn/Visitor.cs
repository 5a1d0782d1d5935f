using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>
/// A browser with its own cookies, and the client that opened it. What the host calls itself (<c>http://localhost:3001</c>) leads to where
/// it listens.
/// </summary>
internal sealed class Visitor : IDisposable
{
    public const string Public = "http://localhost:3001";
    public const string Redirect = "http://localhost:3001/signed-in";
    private const int MostHops = 12;

    private readonly Uri host;
    private readonly HttpClient http;

    public Visitor(Uri host)
    {
        this.host = host;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, UseProxy = false, CookieContainer = new CookieContainer() });
    }

    /// <summary>The client's secret.</summary>
    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Where the client sends the browser.</summary>
    public string Start(string path, params (string Name, string? Value)[] changes)
    {
        var query = new Dictionary<string, string?>
        {
            ["client"] = "web",
            ["redirect_uri"] = Redirect,
            ["state"] = "mine & only",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            query[name] = value;
        }

        return QueryHelpers.AddQueryString(path, query.Where(p => p.Value is not null));
    }

    /// <summary>One request, no redirect followed.</summary>
    public Task<HttpResponseMessage> GetAsync(string url) => http.GetAsync(At(url));

    /// <summary>Goes on until a redirect leads to the client; gives what it brings.</summary>
    public async Task<Dictionary<string, string>> GoAsync(string url, string? login = null, string redirect = Redirect)
    {
        var next = At(url);
        using var first = await http.GetAsync(next);
        return await OnAsync(first, next, login, redirect);
    }

    /// <summary>From the host to the provider's redirect back, which is not followed.</summary>
    public async Task<string> BackAsync(string url)
    {
        using var started = await http.GetAsync(At(url));
        Assert.True(started.StatusCode == HttpStatusCode.SeeOther, await started.Content.ReadAsStringAsync());
        using var answered = await http.GetAsync(started.Headers.Location);
        return answered.Headers.Location!.ToString();
    }

    public void Dispose() => http.Dispose();

    private async Task<Dictionary<string, string>> OnAsync(HttpResponseMessage answer, Uri from, string? login, string redirect)
    {
        for (var hop = 0; hop < MostHops; hop++)
        {
            if (answer.Headers.Location is { } location)
            {
                var place = new Uri(from, location);
                if (place.ToString().StartsWith(redirect, StringComparison.Ordinal))
                {
                    return QueryHelpers.ParseQuery(place.Query).ToDictionary(p => p.Key, p => p.Value.ToString());
                }

                from = At(place.ToString());
                answer = await http.GetAsync(from);
            }
            else if (login is not null && answer.StatusCode == HttpStatusCode.OK && from.AbsolutePath.StartsWith("/interaction/", StringComparison.Ordinal))
            {
                answer = await SubmitAsync(from, await answer.Content.ReadAsStringAsync(), login);
            }
            else
            {
                break;
            }
        }

        throw new InvalidOperationException($"{from} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    // The development pages of oidc-provider: a login form, then a consent form.
    private Task<HttpResponseMessage> SubmitAsync(Uri page, string html, string login) => http.PostAsync(page, new FormUrlEncodedContent(
        html.Contains("value=\"login\"", StringComparison.Ordinal)
            ? new Dictionary<string, string> { ["prompt"] = "login", ["login"] = login, ["password"] = "x" }
            : new Dictionary<string, string> { ["prompt"] = "consent" }));

    private Uri At(string url) => url.StartsWith(Public, StringComparison.Ordinal) ? new Uri(host, url[Public.Length..]) : new Uri(host, url);
}
