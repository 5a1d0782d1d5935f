using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>
/// An OpenID provider and a GitHub on loopback that let everybody in as whom the test says, keep the rules of the code flow (secret,
/// redirect, code once, PKCE), and answer wrongly where the test wants it.
/// </summary>
internal sealed class StubProvider : IAsyncDisposable
{
    public const string ClientId = "client";
    public const string ClientSecret = "stub secret";

    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, Grant> grants = new();
    private int readings;

    private StubProvider(WebApplication app, TimeProvider clock)
    {
        this.app = app;
        this.clock = clock;
    }

    /// <summary>Its issuer.</summary>
    public string Issuer => app.Urls.First();

    /// <summary>The key it publishes.</summary>
    public StubToken Key { get; set; } = new();

    /// <summary>What its id tokens say beside the usual.</summary>
    public Dictionary<string, object?> Person { get; set; } = [];

    /// <summary>Makes the id token instead of it.</summary>
    public Func<Dictionary<string, object?>, string>? Forge { get; set; }

    /// <summary>Changes the discovery document.</summary>
    public Action<Dictionary<string, object?>>? Describe { get; set; }

    /// <summary>Changes the query of its redirect.</summary>
    public Action<Dictionary<string, string?>>? Redirect { get; set; }

    /// <summary>What GitHub's API says of the person.</summary>
    public object GitHubUser { get; set; } = new { id = 1, login = "octo" };

    /// <summary>What GitHub's API says of their addresses.</summary>
    public object GitHubEmails { get; set; } = Array.Empty<object>();

    /// <summary>The TXT records that its resolver knows.</summary>
    public ConcurrentDictionary<string, string> Records { get; } = new();

    /// <summary>The file by which it proves to be an organization's origin; without one it sends its reader on.</summary>
    public string? OriginFile { get; set; }

    /// <summary>What stands where it sends them.</summary>
    public string Elsewhere { get; set; } = string.Empty;

    /// <summary>Whether its resolver answers.</summary>
    public bool KnowsNames { get; set; } = true;

    /// <summary>How often its keys were read.</summary>
    public int Readings => readings;

    public static async Task<StubProvider> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = new StubProvider(builder.Build(), clock);
        stub.Map();
        await stub.app.StartAsync();
        return stub;
    }

    /// <summary>A person of its.</summary>
    public void Is(string subject, string? email, bool? isVerified = true, params (string Claim, object? Value)[] more)
    {
        Forge = null;
        Person = new Dictionary<string, object?> { ["sub"] = subject, ["name"] = "Somebody" };
        if (email is not null)
        {
            Person["email"] = email;
        }

        if (isVerified is { } verified)
        {
            Person["email_verified"] = verified;
        }

        foreach (var (claim, value) in more)
        {
            Person[claim] = value;
        }
    }

    /// <summary>A person of its GitHub.</summary>
    public void IsAtGitHub(long id, string email, bool isVerified = true, bool isPrimary = true)
    {
        GitHubUser = new { id, login = $"user{id}", name = (string?)null, email };
        GitHubEmails = new object[]
        {
            new { email = "other@elsewhere.example", primary = !isPrimary, verified = true },
            new { email, primary = isPrimary, verified = isVerified },
        };
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private void Map()
    {
        app.MapGet("/.well-known/openid-configuration", Discovery);
        app.MapGet("/jwks", () =>
        {
            Interlocked.Increment(ref readings);
            return Results.Json(new { keys = new[] { Key.Jwk } });
        });
        app.MapGet("/dns-query", Resolve);
        app.MapGet("/.well-known/hiveflow-origin.txt", () => OriginFile is { } text ? Results.Text(text) : Results.Redirect("/elsewhere"));
        app.MapGet("/elsewhere", () => Results.Text(Elsewhere));
        app.MapGet("/authorize", Authorize);
        app.MapGet("/login/oauth/authorize", Authorize);
        app.MapPost("/token", TokenAsync);
        app.MapPost("/login/oauth/access_token", GitHubTokenAsync);
        app.MapGet("/user", (HttpRequest request) => request.Headers.Authorization == "Bearer gho_token" ? Results.Json(GitHubUser) : Results.Unauthorized());
        app.MapGet("/user/emails", (HttpRequest request) => request.Headers.Authorization == "Bearer gho_token" ? Results.Json(GitHubEmails) : Results.Unauthorized());
    }

    // As public resolvers answer: the name's CNAME first, texts in quotes.
    private IResult Resolve(HttpRequest request)
    {
        var name = request.Query["name"].ToString();
        if (!KnowsNames || request.Query["type"] != "TXT")
        {
            return Results.Json(new Dictionary<string, object> { ["Status"] = 2 });
        }

        return Records.TryGetValue(name, out var text)
            ? Results.Json(new Dictionary<string, object>
            {
                ["Status"] = 0,
                ["Answer"] = new object[] { new { name, type = 5, data = "elsewhere." }, new { name, type = 16, data = $"\"{text}\"" } },
            })
            : Results.Json(new Dictionary<string, object> { ["Status"] = 3 });
    }

    private IResult Discovery()
    {
        var document = new Dictionary<string, object?>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["jwks_uri"] = $"{Issuer}/jwks",
            ["authorization_response_iss_parameter_supported"] = true,
        };
        Describe?.Invoke(document);
        return Results.Json(document);
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["code_challenge_method"] != "S256" || query["client_id"] != ClientId || query["response_type"] is not { Count: <= 1 })
        {
            return Results.BadRequest();
        }

        var code = Guid.NewGuid().ToString("N");
        grants[code] = new Grant(query["redirect_uri"].ToString(), query["code_challenge"].ToString(), query["nonce"].ToString());
        var isGitHub = request.Path == "/login/oauth/authorize";
        var back = new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"], ["iss"] = isGitHub ? $"{Issuer}/login/oauth" : Issuer };
        Redirect?.Invoke(back);
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"].ToString(), back));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{Uri.EscapeDataString(ClientSecret)}"));
        if (request.Headers.Authorization != basic || Take(form) is not { } grant)
        {
            return Results.BadRequest(new { error = "invalid_grant" });
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>(Person)
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["nonce"] = grant.Nonce,
            ["iat"] = now,
            ["exp"] = now + 300,
        };
        return Results.Json(new { access_token = "at", token_type = "Bearer", id_token = Forge?.Invoke(claims) ?? Key.Sign(claims) });
    }

    private async Task<IResult> GitHubTokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();

        // As GitHub does: 200 with an error in it.
        return form["client_id"] == ClientId && form["client_secret"] == ClientSecret && Take(form) is not null
            ? Results.Json(new { access_token = "gho_token", token_type = "bearer", scope = "read:user,user:email" })
            : Results.Json(new { error = "bad_verification_code" });
    }

    private Grant? Take(IFormCollection form)
    {
        var verifier = form["code_verifier"].ToString();
        return grants.TryRemove(form["code"].ToString(), out var grant)
            && grant.RedirectUri == form["redirect_uri"]
            && grant.Challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))
                ? grant
                : null;
    }

    private sealed record Grant(string RedirectUri, string Challenge, string Nonce);
}
