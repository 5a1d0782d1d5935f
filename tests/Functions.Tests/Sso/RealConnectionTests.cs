using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.SignIn;

namespace HiveFlow.Functions.Tests.Sso;

/// <summary>A connection to oidc-provider: its own login pages, its own discovery, its claims at the user info endpoint.</summary>
public sealed class RealConnectionTests : IAsyncLifetime
{
    private readonly SignInHost host = new();
    private RealProvider? provider;

    public async Task InitializeAsync()
    {
        if (new NeedsProviderAttribute().Skip is null)
        {
            provider = await RealProvider.StartAsync();
            host.AlsoReaches(new Uri(provider.Issuer).Authority);
        }

        await host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        if (provider is not null)
        {
            await provider.DisposeAsync();
        }
    }

    [NeedsProvider]
    public async Task People_of_the_domain_come_in_with_the_roles_of_their_groups()
    {
        var organization = await Organization.NewAsync(host);
        await organization.ProveAsync("acme.example");
        var id = await organization.ConnectAsync(
            ("oidc", new JsonObject { ["issuer"] = provider!.Issuer, ["clientId"] = RealProvider.ClientId, ["clientSecret"] = RealProvider.ClientSecret }),
            ("roleClaim", "groups"),
            ("roleCeiling", "admin"),
            ("roleRules", new JsonArray(new JsonObject { ["value"] = "admins", ["role"] = "admin" })));
        await organization.CallAsync("POST", $"/api/sso/connections/{id}/test");

        Assert.Equal("admin", await organization.RoleAsync(await LogInAsync(organization, id, "ada+admins@acme.example")));
        Assert.Equal("viewer", await organization.RoleAsync(await LogInAsync(organization, id, "bob+owners@acme.example")));
        using var stranger = host.NewVisitor();
        var refused = await stranger.GoAsync(stranger.Start($"/api/auth/sso/{id}/start"), login: "eve@elsewhere.example");
        Assert.Equal("sso_domain_foreign", refused["error"]);
    }

    private async Task<JsonNode> LogInAsync(Organization organization, string connection, string login)
    {
        using var visitor = host.NewVisitor();
        var back = await visitor.GoAsync(visitor.Start($"/api/auth/sso/{connection}/start"), login);
        using var traded = await host.TradeAsync(back["code"], visitor.Verifier);
        return await ApiHost.ReadAsync(traded, HttpStatusCode.OK);
    }
}
