using System.Net;
using System.Net.Http.Json;
using HiveFlow.Audit;
using HiveFlow.Functions.Auth;
using HiveFlow.Functions.Organizations;
using HiveFlow.Functions.Tests.Gate;
using HiveFlow.Functions.Tests.Organizations;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Organizations;
using HiveFlow.Mail;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>Accounts whose people delete them.</summary>
public sealed class DeletedAccountTests : IAsyncLifetime
{
    private const string Path = "/api/auth/delete-account";
    private static readonly object Body = new { currentPassword = ApiHost.Password };
    private Club club = null!;

    public async Task InitializeAsync() => club = await Club.StartAsync();

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task It_takes_a_fresh_second_factor_and_the_present_password()
    {
        await Crew.SetSessionAsync(club.Api, club.Eve, s => s with { FactorAt = null });
        Assert.Equal("fresh_factor_required", await FailAsync(club.Eve, Body, HttpStatusCode.Forbidden));
        await club.FreshAsync(club.Eve);

        Assert.Equal("password_wrong", await FailAsync(club.Eve, new { currentPassword = "not this one" }, HttpStatusCode.Forbidden));
        Assert.Equal("password_wrong", await FailAsync(club.Eve, new { }, HttpStatusCode.Forbidden));
        await club.Api.CallerAsync(club.Eve);
    }

    [Fact]
    public async Task The_last_owner_of_a_shared_organization_stays_until_another_one_is_there()
    {
        var bob = await club.JoinAsync("bob@example.com", "member");
        await club.FreshAsync(club.Ada);
        Assert.Equal("last_owner", await FailAsync(club.Ada, Body, HttpStatusCode.Conflict));
        await club.CallAsync(club.Ada, "PATCH", $"/api/members/{await club.UserIdAsync(bob)}", new { role = "owner" });

        await DeleteAsync(club.Ada);

        Assert.Single((await club.CallAsync(bob, "GET", "/api/members"))["members"]!.AsArray());
        Assert.Equal("last_owner", await club.FailAsync(bob, "POST", $"/api/organizations/{club.Id}/leave", null, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Nothing_of_the_person_opens_anything_and_the_address_begins_anew()
    {
        var (id, own) = (await club.UserIdAsync(club.Eve), (await club.Api.CallerAsync(club.Eve)).OrganizationId.ToString());
        var (_, key) = await club.Api.NewKeyAsync(club.Eve, "read", "write", "execute");
        var other = await club.Api.LogInAsync(club.Eve.Email);
        await club.FreshAsync(club.Eve);

        await DeleteAsync(club.Eve);

        foreach (var credential in new[] { club.Eve.Token, other.Token, key })
        {
            using var refused = await club.Api.SendAsync("GET", "/api/auth/profile", credential);
            Assert.Equal("credential_invalid", await Problem.CodeAsync(refused, HttpStatusCode.Unauthorized));
        }

        using var login = await club.Api.Client.PostAsJsonAsync("/api/auth/login", new { email = club.Eve.Email, password = ApiHost.Password });
        Assert.Equal("login_failed", await Problem.CodeAsync(login, HttpStatusCode.Unauthorized));
        club.Clock.Advance(TimeSpan.FromMinutes(2));
        var again = await club.Api.RegisterAsync(club.Eve.Email, "Eve again");
        Assert.NotEqual(id, await club.UserIdAsync(again));
        Assert.NotEqual(own, (await club.Api.CallerAsync(again)).OrganizationId.ToString());
        using var activity = await club.Api.SendAsync("GET", "/api/auth/activity", again.Token);
        Assert.DoesNotContain("account.deleted", await activity.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_they_owned_is_removed_in_the_background_and_the_audit_log_stays()
    {
        var (id, organization) = (await club.UserIdAsync(club.Eve), (await club.Api.CallerAsync(club.Eve)).OrganizationId);
        await club.Api.NewKeyAsync(club.Eve, "read");
        var nodes = new object[] { new { id = "s", type = "custom", data = new { nodeType = "delay", seconds = 86400, startNode = true } } };
        using var made = await club.SendAsync(club.Eve, "POST", "/api/flows", new { name = "x", nodes, edges = Array.Empty<object>() }, organization.ToString());
        var flow = (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>();
        using var started = await club.SendAsync(club.Eve, "POST", $"/api/flows/{flow}/execute", null, organization.ToString());
        var run = (await ApiHost.ReadAsync(started, HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        await club.FreshAsync(club.Eve);
        await DeleteAsync(club.Eve);

        var (accounts, organizations) = (
            ActivatorUtilities.CreateInstance<AccountRemovalJob>(club.Api.Host.Services),
            ActivatorUtilities.CreateInstance<OrganizationRemovalJob>(club.Api.Host.Services));
        for (var round = 0; round < 2; round++)
        {
            await organizations.RunAsync(club.Api.Get<DurableTaskClient>(), DateTimeOffset.MaxValue, default);
            await accounts.RunAsync(club.Api.Get<DurableTaskClient>(), DateTimeOffset.MaxValue, default);
        }

        Assert.Empty(await club.Api.Get<OrganizationRemoval>().PendingAsync(default));
        Assert.Empty(await club.Api.Get<AccountRemoval>().PendingAsync(default));
        await club.StoppedAsync(run);
        foreach (var collection in club.Api.Host.Services.GetServices<ICollectionDefinition>().Where(c => c.Name != "audit"))
        {
            Assert.Equal(0, await collection.RemoveSomeAsync(club.Api.Get<IDocumentStore>(), Tenant.Of(organization), 10, default));
        }

        var kept = await ActionsAsync(id);
        Assert.Contains("account.created", kept);
        Assert.Contains("account.deleted", kept);
        await club.Api.Get<MailPost>().StopAsync(default);
        Assert.Contains("Your account was deleted", Mails(club.Eve.Email), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Their_private_credentials_go_from_organizations_of_others_and_shared_ones_stay()
    {
        await club.JoinAsync(club.Eve.Email, "member");
        foreach (var sharing in new[] { "private", "organization" })
        {
            var body = new { name = sharing, type = "bearer", hosts = new[] { "api.example.com" }, sharing, data = new { token = "t" } };
            using var made = await club.SendAsync(club.Eve, "POST", "/api/credentials", body, club.Id);
            await ApiHost.ReadAsync(made, HttpStatusCode.Created);
        }

        await club.FreshAsync(club.Eve);
        await DeleteAsync(club.Eve);
        var job = ActivatorUtilities.CreateInstance<AccountRemovalJob>(club.Api.Host.Services);
        await job.RunAsync(club.Api.Get<DurableTaskClient>(), DateTimeOffset.MaxValue, default);

        var left = (await club.CallAsync(club.Ada, "GET", "/api/credentials"))["credentials"]!.AsArray();
        Assert.Equal("organization", Assert.Single(left)!["name"]!.GetValue<string>());
    }

    private async Task<IReadOnlyList<string>> ActionsAsync(string userId)
    {
        Assert.True(DocumentId.TryParse(userId, out var id));
        return [.. (await club.Api.Get<AuditTrail>().ActivityAsync(id, 100, null, default)).Entries.Select(r => r.Action)];
    }

    private string Mails(string email) => string.Concat(
        Directory.GetFiles(System.IO.Path.Combine(club.Api.Host.DataFolder, "mail"), "*.eml")
            .Select(File.ReadAllText)
            .Where(text => text.Contains($"To: {email}", StringComparison.Ordinal)));

    private async Task DeleteAsync(ApiHost.Person person)
    {
        using var response = await club.Api.SendAsync("POST", Path, person.Token, JsonContent.Create(Body));
        await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }

    private async Task<string> FailAsync(ApiHost.Person person, object body, HttpStatusCode expected)
    {
        using var response = await club.Api.SendAsync("POST", Path, person.Token, JsonContent.Create(body));
        return await Problem.CodeAsync(response, expected);
    }
}
