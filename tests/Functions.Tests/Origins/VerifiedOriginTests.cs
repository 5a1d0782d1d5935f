using System.Net;
using System.Net.Http.Json;
using HiveFlow.Audit;
using HiveFlow.Functions.Tests.SignIn;
using HiveFlow.Functions.Tests.Sso;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Origins;

namespace HiveFlow.Functions.Tests.Origins;

/// <summary>What pages of an organization's proven origin may do: call with its credentials, and nothing else.</summary>
public sealed class VerifiedOriginTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Fact]
    public async Task Its_pages_call_with_a_credential_of_the_organization_and_without_cookies()
    {
        var one = await Organization.NewAsync(host);
        await ProveAsync(one, "https://works.example");

        using var preflight = await SendAsync("OPTIONS", "/api/flows", null, "https://works.example", ("Access-Control-Request-Method", "POST"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("https://works.example", Header(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal("GET, POST", Header(preflight, "Access-Control-Allow-Methods"));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));

        using var called = await SendAsync("GET", "/api/flows", one.Token, "https://works.example");
        Assert.Equal(HttpStatusCode.OK, called.StatusCode);
        Assert.Equal("https://works.example", Header(called, "Access-Control-Allow-Origin"));
        Assert.False(called.Headers.Contains("Access-Control-Allow-Credentials"));

        using var cookie = await SendAsync("GET", "/api/flows", null, "https://works.example", ("Cookie", await CookieAsync(one)));
        await IsRefusedAsync(cookie);
    }

    [Fact]
    public async Task The_same_cookie_is_good_without_that_origin()
    {
        var one = await Organization.NewAsync(host);
        using var answer = await SendAsync("GET", "/api/flows", null, null, ("Cookie", await CookieAsync(one)));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task It_is_no_origin_of_another_organization_and_both_may_prove_it()
    {
        var (one, other) = (await Organization.NewAsync(host), await Organization.NewAsync(host));
        await ProveAsync(one, "https://shared.example");
        using var before = await SendAsync("GET", "/api/flows", other.Token, "https://shared.example");
        await IsRefusedAsync(before);

        var theirs = await ProveAsync(other, "https://shared.example");
        using var after = await SendAsync("GET", "/api/flows", other.Token, "https://shared.example");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);

        await other.CallAsync("DELETE", $"/api/origins/{theirs}");
        using var gone = await SendAsync("GET", "/api/flows", other.Token, "https://shared.example");
        await IsRefusedAsync(gone);
        using var still = await SendAsync("GET", "/api/flows", one.Token, "https://shared.example");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Nobody_logs_in_from_it()
    {
        var one = await Organization.NewAsync(host);
        await ProveAsync(one, "https://login.example");

        using var preflight = await SendAsync("OPTIONS", "/api/auth/login", null, "https://login.example", ("Access-Control-Request-Method", "POST"));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Methods"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login")
        {
            Content = JsonContent.Create(new { email = one.Email, password = ApiHost.Password }),
        };
        request.Headers.Add("Origin", "https://login.example");
        using var login = await host.Host.Client.SendAsync(request);
        await IsRefusedAsync(login);
    }

    [Fact]
    public async Task It_counts_from_its_proof_to_its_removal()
    {
        var one = await Organization.NewAsync(host);
        var id = await NameAsync(one, "https://comes.example");
        using var before = await SendAsync("GET", "/api/flows", one.Token, "https://comes.example");
        await IsRefusedAsync(before);

        await one.CallAsync("POST", $"/api/origins/{id}/verify");
        using var during = await SendAsync("GET", "/api/flows", one.Token, "https://comes.example");
        Assert.Equal(HttpStatusCode.OK, during.StatusCode);

        await one.CallAsync("DELETE", $"/api/origins/{id}");
        using var after = await SendAsync("GET", "/api/flows", one.Token, "https://comes.example");
        await IsRefusedAsync(after);
        using var preflight = await SendAsync("OPTIONS", "/api/flows", null, "https://comes.example", ("Access-Control-Request-Method", "GET"));
        await IsRefusedAsync(preflight);
    }

    [Fact]
    public async Task It_ends_with_its_organization()
    {
        var one = await Organization.NewAsync(host);
        var made = await one.CallAsync("POST", "/api/organizations", new { name = "Short-lived" }, HttpStatusCode.Created);
        var organizationId = made["organization"]!["id"]!.GetValue<string>();
        var caller = (await host.Get<Authenticator>().AuthenticateAsync(one.Token, null, organizationId, default)).Value!;
        var (origins, actor) = (host.Get<OrganizationOrigins>(), AuditActor.System("test"));
        await ProveAsync(one, "https://half.example");
        foreach (var origin in (string[])["https://half.example", "https://whole.example"])
        {
            var named = (await origins.AddAsync(caller, origin, actor, _ => [], default)).Value!;
            host.Stub.Records[named.RecordName!] = named.RecordValue;
            Assert.True((await origins.VerifyAsync(caller, named.Id, actor, default)).IsSuccess);
        }

        Assert.True((await host.Get<OrganizationRegistry>().DeleteAsync(caller, actor, default)).IsSuccess);
        while (!await host.Get<OrganizationRemoval>().RemoveSomeAsync(caller.OrganizationId, default))
        {
        }

        Assert.Empty(await host.Get<VerifiedOrigins>().ReadAsync("https://whole.example", default));
        Assert.Equal([one.Id], await host.Get<VerifiedOrigins>().ReadAsync("https://half.example", default));
    }

    [Fact]
    public async Task What_only_looks_like_it_is_refused()
    {
        var one = await Organization.NewAsync(host);
        await ProveAsync(one, "https://exact.example");
        string[] lookalikes =
        [
            "null", "https://EXACT.example", "https://Exact.example", "HTTPS://exact.example", "https://exact.example.", "https://exact.example:443",
            "https://exact.example:8443", "http://exact.example", "https://sub.exact.example", "https://exact.example.evil.example",
            "https://evil-exact.example", "https://exact.example/", "https://exact.example@evil.example", "https://exact.example, https://exact.example",
            "https://exact.example https://evil.example", "https://exact.exampl", "*", "https://*.example", "https://exact.example%00",
        ];

        foreach (var origin in lookalikes)
        {
            using var called = await SendAsync("GET", "/api/flows", one.Token, origin);
            Assert.True(called.StatusCode == HttpStatusCode.Forbidden, $"{origin}: {called.StatusCode}");
            await IsRefusedAsync(called);
            using var preflight = await SendAsync("OPTIONS", "/api/flows", null, origin, ("Access-Control-Request-Method", "GET"));
            await IsRefusedAsync(preflight);
        }
    }

    [Fact]
    public async Task Two_origins_in_one_request_are_none()
    {
        var one = await Organization.NewAsync(host);
        await ProveAsync(one, "https://twice.example");
        using var called = await SendAsync("GET", "/api/flows", one.Token, "https://twice.example", ("Origin", "https://twice.example"));

        await IsRefusedAsync(called);
    }

    private async Task<string> NameAsync(Organization one, string origin)
    {
        var named = (await one.CallAsync("POST", "/api/origins", new { origin }, HttpStatusCode.Created))["origin"]!;
        host.Stub.Records[named["recordName"]!.GetValue<string>()] = named["recordValue"]!.GetValue<string>();
        return named["id"]!.GetValue<string>();
    }

    private async Task<string> ProveAsync(Organization one, string origin)
    {
        var id = await NameAsync(one, origin);
        await one.CallAsync("POST", $"/api/origins/{id}/verify");
        return id;
    }

    private async Task<string> CookieAsync(Organization one)
    {
        using var login = await host.Host.Client.PostAsJsonAsync("/api/auth/login", new { email = one.Email, password = ApiHost.Password });
        var challenge = (await ApiHost.ReadAsync(login, HttpStatusCode.OK))["challenge"]!.GetValue<string>();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/otp/verify")
        {
            Content = JsonContent.Create(new { challenge, code = Mails.CodeFor(host.Host.DataFolder, one.Email), method = "email" }),
        };
        request.Headers.Add("X-Session", "cookie");
        using var verified = await host.Host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, verified.StatusCode);
        return Assert.Single(verified.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }

    private async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? token, string? origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Host.Client.SendAsync(request);
    }

    private static async Task IsRefusedAsync(HttpResponseMessage response)
    {
        Assert.Equal("origin_forbidden", await Problem.CodeAsync(response, HttpStatusCode.Forbidden));
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
