using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>A host with a clock that stands still, and a provider on loopback that it knows as Google and as GitHub.</summary>
public sealed class SignInHost : IAsyncLifetime
{
    private TestHost? host;
    private StubProvider? stub;
    private int people;
    private string? other;

    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public TestHost Host => host ?? throw new InvalidOperationException("The host has not started.");

    internal StubProvider Stub => stub ?? throw new InvalidOperationException("The provider has not started.");

    /// <summary>Another place on this machine that the operator lets us call; to be said before the start.</summary>
    public void AlsoReaches(string place) => other = place;

    public async Task InitializeAsync()
    {
        stub = await StubProvider.StartAsync(Clock);
        var place = new Uri(stub.Issuer).Authority;
        host = await TestHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["HiveFlow:PublicUrl"] = Visitor.Public,
                ["HiveFlow:Mail:PrintToConsole"] = "false",
                ["HiveFlow:Outgoing:Allow:0"] = place,
                ["HiveFlow:Outgoing:Allow:1"] = other ?? place,
                ["HiveFlow:Gate:TrustedProxies:0"] = "127.0.0.1",
                ["HiveFlow:Sso:DnsUrl"] = $"{stub.Issuer}/dns-query",
                ["HiveFlow:SignIn:WebRedirectUris:0"] = Visitor.Redirect,
                ["HiveFlow:SignIn:ExtensionRedirectUris:0"] = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/back",
                ["HiveFlow:SignIn:Google:Issuer"] = stub.Issuer,
                ["HiveFlow:SignIn:Google:ClientId"] = StubProvider.ClientId,
                ["HiveFlow:SignIn:Google:ClientSecret"] = StubProvider.ClientSecret,
                ["HiveFlow:SignIn:GitHub:Url"] = stub.Issuer,
                ["HiveFlow:SignIn:GitHub:ApiUrl"] = stub.Issuer,
                ["HiveFlow:SignIn:GitHub:ClientId"] = StubProvider.ClientId,
                ["HiveFlow:SignIn:GitHub:ClientSecret"] = StubProvider.ClientSecret,
            },
            Clock);
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        if (stub is not null)
        {
            await stub.DisposeAsync();
        }
    }

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>An address that nobody has.</summary>
    public string NewEmail() => $"person{Interlocked.Increment(ref people)}@example.com";

    /// <summary>Registers somebody, from an address of their own: registrations are counted by it.</summary>
    internal async Task<JsonNode> RegisterAsync(string email)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/register")
        {
            Content = JsonContent.Create(new { email, password = ApiHost.Password, name = "Pat" }),
        };
        request.Headers.Add("X-Forwarded-For", $"2001:4860:{Interlocked.Increment(ref people):x}::1");
        using var registered = await Host.Client.SendAsync(request);
        var challenge = (await ApiHost.ReadAsync(registered, HttpStatusCode.Created))["challenge"]!.GetValue<string>();
        using var verified = await Host.Client.PostAsJsonAsync(
            "/api/auth/otp/verify", new { challenge, code = Mails.CodeFor(Host.DataFolder, email), method = "email" });
        return await ApiHost.ReadAsync(verified, HttpStatusCode.OK);
    }

    internal Visitor NewVisitor() => new(Host.Client.BaseAddress!);

    /// <summary>Trades a code.</summary>
    public Task<HttpResponseMessage> TradeAsync(string code, string verifier) =>
        Host.Client.PostAsJsonAsync("/api/auth/token", new { code, code_verifier = verifier });

    /// <summary>Logs in and gives the session's answer.</summary>
    internal async Task<JsonNode> LogInAsync(string provider)
    {
        using var visitor = NewVisitor();
        var back = await visitor.GoAsync(visitor.Start($"/api/auth/{provider}"));
        using var traded = await TradeAsync(back["code"], visitor.Verifier);
        return await ApiHost.ReadAsync(traded, HttpStatusCode.OK);
    }

    /// <summary>Logs in and gives what went wrong.</summary>
    internal async Task<string> RefusedAsync(string provider)
    {
        using var visitor = NewVisitor();
        var back = await visitor.GoAsync(visitor.Start($"/api/auth/{provider}"));
        Assert.DoesNotContain("code", back.Keys);
        Assert.Equal("mine & only", back["state"]);
        return back["error"];
    }

    /// <summary>Whether a session is open.</summary>
    public async Task<HttpStatusCode> ProfileAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/auth/profile");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await Host.Client.SendAsync(request);
        return response.StatusCode;
    }
}
