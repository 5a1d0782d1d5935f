using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.SignIn;

namespace HiveFlow.Functions.Tests.Sso;

/// <summary>Connections as admins write them.</summary>
public sealed class ConnectionTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Fact]
    public async Task A_connection_is_made_changed_tried_and_removed_and_never_shows_its_secret()
    {
        var one = await Organization.NewAsync(host);
        var id = await one.ConnectAsync();
        var shown = await one.CallAsync("GET", $"/api/sso/connections/{id}");
        Assert.True(shown["connection"]!["oidc"]!["hasClientSecret"]!.GetValue<bool>());
        Assert.Equal($"{Visitor.Public}/api/auth/sso/{id}/callback", shown["connection"]!["oidc"]!["callback"]!.GetValue<string>());
        Assert.DoesNotContain(StubProvider.ClientSecret, shown.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(StubProvider.ClientSecret, (await one.CallAsync("GET", "/api/sso/connections")).ToJsonString(), StringComparison.Ordinal);

        var changed = await one.CallAsync("PATCH", $"/api/sso/connections/{id}", new { name = "Other", roleCeiling = "admin" });
        Assert.Equal("Other", changed["connection"]!["name"]!.GetValue<string>());
        Assert.True(changed["connection"]!["oidc"]!["hasClientSecret"]!.GetValue<bool>());
        await one.CallAsync("POST", $"/api/sso/connections/{id}/test");

        await one.CallAsync("DELETE", $"/api/sso/connections/{id}");
        Assert.Equal("not_found", await one.RefusedAsync("GET", $"/api/sso/connections/{id}", null, HttpStatusCode.NotFound));
        using var visitor = host.NewVisitor();
        using var start = await visitor.GetAsync(visitor.Start($"/api/auth/sso/{id}/start"));
        Assert.Equal(HttpStatusCode.NotFound, start.StatusCode);
    }

    [Theory]
    [InlineData("kind", "\"ldap\"", "kind")]
    [InlineData("name", "\"\"", "name")]
    [InlineData("roleCeiling", "\"owner\"", "roleCeiling")]
    [InlineData("defaultRole", "\"admin\"", "defaultRole")]
    [InlineData("roleRules", "[{\"value\":\"x\",\"role\":\"owner\"}]", "roleRules[0].role")]
    [InlineData("roleRules", "[{\"value\":\"\",\"role\":\"member\"}]", "roleRules[0].value")]
    [InlineData("oidc", "{\"issuer\":\"http://login.example.com\",\"clientId\":\"c\"}", "oidc.issuer")]
    [InlineData("oidc", "{\"issuer\":\"https://u:p@login.example.com\",\"clientId\":\"c\"}", "oidc.issuer")]
    [InlineData("oidc", "{\"issuer\":\"https://login.example.com?x=1\",\"clientId\":\"c\"}", "oidc.issuer")]
    [InlineData("oidc", "{\"issuer\":\"file:///etc/passwd\",\"clientId\":\"c\"}", "oidc.issuer")]
    [InlineData("oidc", "{\"issuer\":\"https://login.example.com\"}", "oidc.clientId")]
    [InlineData("oidc", "{\"issuer\":\"https://login.example.com\",\"clientId\":\"c\",\"scopes\":[\"a b\"]}", "oidc.scopes")]
    [InlineData("saml", "{}", "saml")]
    public async Task A_field_that_is_not_allowed_is_422_naming_it(string name, string json, string field)
    {
        var one = await Organization.NewAsync(host);
        var body = new JsonObject
        {
            ["kind"] = "oidc",
            ["name"] = "x",
            ["oidc"] = new JsonObject { ["issuer"] = "https://login.example.com", ["clientId"] = "c" },
        };
        body[name] = JsonNode.Parse(json);
        using var response = await one.SendAsync("POST", "/api/sso/connections", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.NotNull((await Problem.OfAsync(response))["errors"]![field]);
    }

    [Fact]
    public async Task Kind_and_issuer_stay_as_they_were_made()
    {
        var one = await Organization.NewAsync(host);
        var id = await one.ConnectAsync();

        Assert.Equal("validation_failed", await one.RefusedAsync(
            "PATCH", $"/api/sso/connections/{id}", new { oidc = new { issuer = "https://evil.example" } }, HttpStatusCode.UnprocessableEntity));
        Assert.Equal("validation_failed", await one.RefusedAsync(
            "PATCH", $"/api/sso/connections/{id}", new { kind = "saml" }, HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task No_address_that_an_admin_or_a_discovery_document_names_leads_inside()
    {
        var one = await Organization.NewAsync(host);
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        var place = $"http://{inside.LocalEndpoint}";
        var direct = await one.ConnectAsync(("oidc", new JsonObject { ["issuer"] = place, ["clientId"] = "c" }));
        Assert.Equal("provider_unavailable", await one.RefusedAsync("POST", $"/api/sso/connections/{direct}/test", null, HttpStatusCode.ServiceUnavailable));
        using (var visitor = host.NewVisitor())
        {
            using var start = await visitor.GetAsync(visitor.Start($"/api/auth/sso/{direct}/start"));
            Assert.Equal("provider_unavailable", await Problem.CodeAsync(start, HttpStatusCode.ServiceUnavailable));
        }

        foreach (var name in new[] { "jwks_uri", "token_endpoint" })
        {
            host.Stub.Is("inside", "inside@inside.example");
            host.Stub.Describe = document => document[name] = $"{place}/{name}";
            var id = await one.ConnectAsync();
            Assert.Equal("provider_unavailable", (await one.VisitAsync(id)).Back["error"]);
            host.Clock.Advance(TimeSpan.FromMinutes(61));
            one = await Organization.NewAsync(host);
        }

        host.Stub.Describe = null;
        Assert.False(inside.Pending());
    }

    [Theory]
    [InlineData("issuer", "https://accounts.google.com")]
    [InlineData("issuer", "http://127.0.0.1/")]
    [InlineData("jwks_uri", "http://evil.example/jwks")]
    [InlineData("token_endpoint", "ftp://evil.example/token")]
    [InlineData("authorization_endpoint", "javascript:alert(1)")]
    [InlineData("token_endpoint", null)]
    public async Task A_discovery_document_that_says_something_else_is_refused(string name, string? value)
    {
        var one = await Organization.NewAsync(host);
        host.Stub.Describe = document => document[name] = value;
        var id = await one.ConnectAsync();

        Assert.Equal("provider_answer_invalid", await one.RefusedAsync("POST", $"/api/sso/connections/{id}/test", null, HttpStatusCode.Unauthorized));
        host.Stub.Describe = null;
    }
}
