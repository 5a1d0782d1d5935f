using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.SignIn;

namespace HiveFlow.Functions.Tests.Sso;

/// <summary>Somebody's organization with a domain, as its owner works with it.</summary>
internal sealed class Organization(SignInHost host, string email, string token, string id)
{
    private static int count;

    public string Email => email;

    public string Token => token;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>A new owner with an organization.</summary>
    public static async Task<Organization> NewAsync(SignInHost host)
    {
        var email = $"owner{Interlocked.Increment(ref count)}@example.com";
        var session = await host.RegisterAsync(email);
        return new Organization(host, email, session["token"]!.GetValue<string>(), session["user"]!["organizationId"]!.GetValue<string>());
    }

    /// <summary>A request as the owner.</summary>
    public async Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null, string? credential = null, string? organization = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential ?? token}");
        if (organization is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Organization-Id", organization);
        }

        return await host.Host.Client.SendAsync(request);
    }

    /// <summary>The answer to a request that goes well.</summary>
    public async Task<JsonNode> CallAsync(string method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await SendAsync(method, path, body);
        return await ApiHost.ReadAsync(response, expected);
    }

    /// <summary>The code of a request that does not.</summary>
    public async Task<string> RefusedAsync(string method, string path, object? body, HttpStatusCode expected)
    {
        using var response = await SendAsync(method, path, body);
        return await Problem.CodeAsync(response, expected);
    }

    /// <summary>A domain whose record stands.</summary>
    public async Task<string> ProveAsync(string domain)
    {
        var claimed = (await CallAsync("POST", "/api/sso/domains", new { domain }, HttpStatusCode.Created))["domain"]!;
        host.Stub.Records[claimed["recordName"]!.GetValue<string>()] = claimed["recordValue"]!.GetValue<string>();
        var domainId = claimed["id"]!.GetValue<string>();
        await CallAsync("POST", $"/api/sso/domains/{domainId}/verify");
        return domainId;
    }

    /// <summary>A connection to the stub, with changes.</summary>
    public async Task<string> ConnectAsync(params (string Name, JsonNode? Value)[] changes)
    {
        var body = new JsonObject
        {
            ["kind"] = "oidc",
            ["name"] = "Stub",
            ["oidc"] = new JsonObject
            {
                ["issuer"] = host.Stub.Issuer,
                ["clientId"] = StubProvider.ClientId,
                ["clientSecret"] = StubProvider.ClientSecret,
            },
        };
        foreach (var (name, value) in changes)
        {
            body[name] = value;
        }

        return (await CallAsync("POST", "/api/sso/connections", body, HttpStatusCode.Created))["connection"]!["id"]!.GetValue<string>();
    }

    /// <summary>What the redirect of a login by a connection brings, and the client's verifier.</summary>
    public async Task<(Dictionary<string, string> Back, string Verifier)> VisitAsync(string connection)
    {
        using var visitor = host.NewVisitor();
        return (await visitor.GoAsync(visitor.Start($"/api/auth/sso/{connection}/start")), visitor.Verifier);
    }

    /// <summary>The session of a login by a connection.</summary>
    public async Task<JsonNode> LogInAsync(string connection)
    {
        var (back, verifier) = await VisitAsync(connection);
        Assert.True(back.TryGetValue("code", out var code), string.Join(' ', back.Values));
        using var traded = await host.TradeAsync(code, verifier);
        return await ApiHost.ReadAsync(traded, HttpStatusCode.OK);
    }

    /// <summary>The role that a session has in its organization.</summary>
    public async Task<string> RoleAsync(JsonNode session)
    {
        using var response = await SendAsync("GET", "/api/organizations", credential: session["token"]!.GetValue<string>());
        var all = (await ApiHost.ReadAsync(response, HttpStatusCode.OK))["organizations"]!.AsArray();
        return all.Single(o => o!["id"]!.GetValue<string>() == id)!["role"]!.GetValue<string>();
    }
}
