using System.Net;
using System.Net.Http.Json;
using HiveFlow.Functions.Organizations;
using HiveFlow.Functions.Tests.Gate;
using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Organizations;

public sealed class OrganizationTests : IAsyncLifetime
{
    private Club club = null!;

    public async Task InitializeAsync() => club = await Club.StartAsync();

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task An_organization_is_made_named_and_chosen_by_header()
    {
        var path = $"/api/organizations/{club.Id}";
        var made = (await club.CallAsync(club.Ada, "GET", path))["organization"]!;
        Assert.Equal(("The Hive", "owner", false), (made["name"]!.GetValue<string>(), made["role"]!.GetValue<string>(), made["requireTotp"]!.GetValue<bool>()));

        var version = made["version"]!.GetValue<long>();
        var renamed = await club.CallAsync(club.Ada, "PATCH", path, new { name = "Combs", version });
        Assert.Equal("Combs", renamed["organization"]!["name"]!.GetValue<string>());
        Assert.Equal("version_conflict", await club.FailAsync(club.Ada, "PATCH", path, new { name = "Late", version }, HttpStatusCode.Conflict));

        using var elsewhere = await club.Api.SendAsync("PATCH", path, club.Ada.Token, JsonContent.Create(new { name = "x" }));
        Assert.Equal("organization_not_chosen", await Problem.CodeAsync(elsewhere, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task Settings_take_an_owner_with_a_fresh_second_factor()
    {
        await Crew.SetSessionAsync(club.Api, club.Ada, s => s with { FactorAt = null });
        var path = $"/api/organizations/{club.Id}/settings";
        Assert.Equal("fresh_factor_required", await club.FailAsync(club.Ada, "PUT", path, new { requireTotp = true }, HttpStatusCode.Forbidden));
        await club.FreshAsync(club.Ada);

        var changed = await club.CallAsync(club.Ada, "PUT", path, new { requireTotp = true });

        Assert.True(changed["organization"]!["requireTotp"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_removed_member_is_out_at_once_and_their_keys_with_them()
    {
        var bob = await club.JoinAsync("bob@example.com", "member");
        using var made = await club.SendAsync(bob, "POST", "/api/auth/api-keys", new { name = "key", permissions = new[] { "read" } });
        var key = (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["apiKey"]!["key"]!.GetValue<string>();
        using var before = await club.Api.SendAsync("GET", "/api/flows", key);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        await club.CallAsync(club.Ada, "DELETE", $"/api/members/{await club.UserIdAsync(bob)}");

        using var after = await club.Api.SendAsync("GET", "/api/flows", key);
        Assert.Equal("credential_invalid", await Problem.CodeAsync(after, HttpStatusCode.Unauthorized));
        Assert.Equal("organization_forbidden", await club.FailAsync(bob, "GET", "/api/flows", null, HttpStatusCode.Forbidden));
        await club.Api.CallerAsync(bob);

        // Nothing comes back with them.
        club.Clock.Advance(TimeSpan.FromMinutes(2));
        await club.CallAsync(club.Ada, "POST", "/api/invitations", new { email = bob.Email }, HttpStatusCode.Created);
        using var again = await club.Api.SendAsync("POST", "/api/invitations/accept", bob.Token, JsonContent.Create(new { token = club.TokenFor(bob.Email) }));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var still = await club.Api.SendAsync("GET", "/api/flows", key);
        Assert.Equal(HttpStatusCode.Unauthorized, still.StatusCode);
    }

    [Fact]
    public async Task An_admin_neither_makes_nor_touches_owners()
    {
        var admin = await club.JoinAsync("admin@example.com", "admin");
        var (ada, self) = (await club.UserIdAsync(club.Ada), await club.UserIdAsync(admin));

        Assert.Equal("role_ceiling", await club.FailAsync(admin, "PATCH", $"/api/members/{ada}", new { role = "viewer" }, HttpStatusCode.Forbidden));
        Assert.Equal("role_ceiling", await club.FailAsync(admin, "DELETE", $"/api/members/{ada}", null, HttpStatusCode.Forbidden));
        Assert.Equal("role_ceiling", await club.FailAsync(admin, "PATCH", $"/api/members/{self}", new { role = "owner" }, HttpStatusCode.Forbidden));
        using var unknown = await club.SendAsync(club.Ada, "PATCH", $"/api/members/{self}", new { role = "chief" });
        Assert.NotNull((await Problem.OfAsync(unknown))["errors"]!["role"]);
    }

    [Fact]
    public async Task The_last_owner_stays_and_of_two_who_demote_each_other_one_does()
    {
        var ada = await club.UserIdAsync(club.Ada);
        Assert.Equal("last_owner", await club.FailAsync(club.Ada, "PATCH", $"/api/members/{ada}", new { role = "admin" }, HttpStatusCode.Conflict));
        Assert.Equal("last_owner", await club.FailAsync(club.Ada, "POST", $"/api/organizations/{club.Id}/leave", null, HttpStatusCode.Conflict));
        var bob = await club.JoinAsync("bob@example.com", "member");
        var bobId = await club.UserIdAsync(bob);
        for (var round = 0; round < 5; round++)
        {
            await club.CallAsync(club.Ada, "PATCH", $"/api/members/{bobId}", new { role = "owner" });
            var both = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(i => i % 2 == 0
                    ? club.SendAsync(club.Ada, "PATCH", $"/api/members/{ada}", new { role = "admin" })
                    : club.SendAsync(bob, "PATCH", $"/api/members/{bobId}", new { role = "admin" })));

            var owners = (await club.CallAsync(club.Ada, "GET", "/api/members"))["members"]!.AsArray().Where(m => m!["role"]!.GetValue<string>() == "owner").ToList();
            Assert.Single(owners);
            Array.ForEach(both, response => response.Dispose());
            var (owner, other) = owners[0]!["id"]!.GetValue<string>() == ada ? (club.Ada, ada) : (bob, ada);
            if (owner == bob)
            {
                await club.CallAsync(bob, "PATCH", $"/api/members/{other}", new { role = "owner" });
                await club.CallAsync(club.Ada, "PATCH", $"/api/members/{bobId}", new { role = "admin" });
            }
        }
    }

    [Fact]
    public async Task Ownership_is_handed_over_whole_and_who_gave_it_may_leave()
    {
        var bob = await club.JoinAsync("bob@example.com", "viewer");
        await club.FreshAsync(club.Ada);

        await club.CallAsync(club.Ada, "POST", $"/api/organizations/{club.Id}/transfer", new { userId = await club.UserIdAsync(bob) });

        Assert.Equal("owner", (await club.CallAsync(bob, "GET", $"/api/organizations/{club.Id}"))["organization"]!["role"]!.GetValue<string>());
        Assert.Equal("role_missing", await club.FailAsync(club.Ada, "DELETE", $"/api/organizations/{club.Id}", null, HttpStatusCode.Forbidden));
        await club.CallAsync(club.Ada, "POST", $"/api/organizations/{club.Id}/leave");
        Assert.Equal("organization_forbidden", await club.FailAsync(club.Ada, "GET", "/api/members", null, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task A_personal_organization_keeps_its_person_and_is_not_deleted()
    {
        var own = (await club.Api.CallerAsync(club.Ada)).OrganizationId.ToString();
        await club.FreshAsync(club.Ada);
        using var deleted = await club.SendAsync(club.Ada, "DELETE", $"/api/organizations/{own}", organization: own);
        using var left = await club.SendAsync(club.Ada, "POST", $"/api/organizations/{own}/leave", organization: own);

        Assert.Equal("organization_personal", await Problem.CodeAsync(deleted, HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.Conflict, left.StatusCode);
    }

    [Fact]
    public async Task A_deleted_organization_is_closed_at_once_and_removed_whole_in_the_background()
    {
        var bob = await club.JoinAsync("bob@example.com", "member");
        using var made = await club.SendAsync(bob, "POST", "/api/auth/api-keys", new { name = "key", permissions = new[] { "read", "write", "execute" } });
        var key = (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["apiKey"]!["key"]!.GetValue<string>();
        var nodes = new object[] { new { id = "s", type = "custom", data = new { nodeType = "delay", seconds = 86400, startNode = true } } };
        var flow = (await club.CallAsync(bob, "POST", "/api/flows", new { name = "x", nodes, edges = Array.Empty<object>() }, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>();
        var run = (await club.CallAsync(bob, "POST", $"/api/flows/{flow}/execute", null, HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        await club.FreshAsync(club.Ada);

        await club.CallAsync(club.Ada, "DELETE", $"/api/organizations/{club.Id}");

        using var byKey = await club.Api.SendAsync("GET", "/api/flows", key);
        Assert.Equal(HttpStatusCode.Unauthorized, byKey.StatusCode);
        Assert.Equal("organization_forbidden", await club.FailAsync(bob, "GET", "/api/flows", null, HttpStatusCode.Forbidden));
        var job = ActivatorUtilities.CreateInstance<OrganizationRemovalJob>(club.Api.Host.Services);
        await job.RunAsync(club.Api.Get<DurableTaskClient>(), DateTimeOffset.MaxValue, default);
        await job.RunAsync(club.Api.Get<DurableTaskClient>(), DateTimeOffset.MaxValue, default);

        Assert.Empty(await club.Api.Get<OrganizationRemoval>().PendingAsync(default));
        Assert.True(DocumentId.TryParse(club.Id, out var id));
        foreach (var collection in club.Api.Host.Services.GetServices<ICollectionDefinition>().Where(c => c.Name != "audit"))
        {
            Assert.Equal(0, await collection.RemoveSomeAsync(club.Api.Get<IDocumentStore>(), Tenant.Of(id), 10, default));
        }

        await club.StoppedAsync(run);
        await club.Api.CallerAsync(bob);
    }
}
