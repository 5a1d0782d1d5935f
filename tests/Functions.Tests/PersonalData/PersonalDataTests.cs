using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Gate;
using HiveFlow.Functions.Tests.Organizations;
using HiveFlow.Identity.Sessions;

namespace HiveFlow.Functions.Tests.PersonalData;

/// <summary>What is kept about people, given out and erased.</summary>
public sealed class PersonalDataTests : IAsyncLifetime
{
    private const string Canary = "canary-3f9c1d0b77";
    private Club club = null!;

    public async Task InitializeAsync() => club = await Club.StartAsync();

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task A_person_takes_along_what_is_kept_about_them_and_no_secret()
    {
        await club.JoinAsync(club.Eve.Email, "member");
        var own = await MakeThingsAsync(club.Eve);
        var (_, key) = await club.Api.NewKeyAsync(club.Eve, "read");
        await club.FreshAsync(club.Eve);

        using var response = await club.Api.SendAsync("GET", "/api/auth/export", club.Eve.Token);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"attachment; filename=\"hiveflow-{await club.UserIdAsync(club.Eve)}.json\"", response.Content.Headers.ContentDisposition?.ToString());
        var file = JsonNode.Parse(text)!;
        var person = file["person"]!;
        Assert.Equal(club.Eve.Email, person["account"]!["email"]!.GetValue<string>());
        Assert.NotEmpty(person["sessions"]!.AsArray());
        Assert.Single(person["apiKeys"]!.AsArray());
        Assert.Equal(
            [("member", false), ("owner", true)],
            person["memberships"]!.AsArray().Select(m => (m!["role"]!.GetValue<string>(), m["isAlone"]!.GetValue<bool>())).Order());
        var organization = Assert.Single(file["organizations"]!.AsArray())!;
        Assert.Equal(own, organization["id"]!.GetValue<string>());
        Assert.Equal("Eve's flow", Assert.Single(organization["flows"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Equal("Eve's secret", Assert.Single(organization["credentials"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Contains(file["acts"]![own]!.AsArray(), act => act!["action"]!.GetValue<string>() == "credential.created");
        foreach (var secret in new[] { Canary, key, key[^20..], club.Eve.Token, "$argon2", "$2a$", "secretHash", "passwordHash" })
        {
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }

        using var activity = await club.Api.SendAsync("GET", "/api/auth/activity", club.Eve.Token);
        Assert.Contains("account.exported", await activity.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_a_fresh_factor_and_shows_nothing_of_organizations_with_others()
    {
        await Crew.SetSessionAsync(club.Api, club.Ada, s => s with { FactorAt = null });
        using var stale = await club.Api.SendAsync("GET", "/api/auth/export", club.Ada.Token);
        Assert.Equal("fresh_factor_required", await Problem.CodeAsync(stale, HttpStatusCode.Forbidden));

        await club.JoinAsync("bob@example.com", "member");
        await club.CallAsync(club.Ada, "POST", "/api/flows", new { name = "Ours", nodes = Array.Empty<object>(), edges = Array.Empty<object>() }, HttpStatusCode.Created);
        await club.FreshAsync(club.Ada);
        using var response = await club.Api.SendAsync("GET", "/api/auth/export", club.Ada.Token);

        var file = await ApiHost.ReadAsync(response, HttpStatusCode.OK);
        Assert.DoesNotContain(file["organizations"]!.AsArray(), o => o!["id"]!.GetValue<string>() == club.Id);
        Assert.DoesNotContain("Ours", file.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_exports_and_erases_whoever_asked_and_both_are_remembered()
    {
        var boss = await BossAsync();
        await MakeThingsAsync(club.Eve);
        var eve = await club.UserIdAsync(club.Eve);

        using var exported = await club.Api.SendAsync("GET", $"/api/operator/users/{eve}/export", boss.Token);
        var file = await ApiHost.ReadAsync(exported, HttpStatusCode.OK);
        Assert.Equal(eve, file["person"]!["account"]!["id"]!.GetValue<string>());
        using var activity = await club.Api.SendAsync("GET", "/api/auth/activity", club.Eve.Token);
        var seen = (await ApiHost.ReadAsync(activity, HttpStatusCode.OK))["entries"]!.AsArray().First(e => e!["action"]!.GetValue<string>() == "account.exported")!;
        Assert.Equal(boss.Email, seen["actor"]!.GetValue<string>());

        using var erased = await club.Api.SendAsync("DELETE", $"/api/operator/users/{eve}", boss.Token);
        await ApiHost.ReadAsync(erased, HttpStatusCode.OK);

        using var refused = await club.Api.SendAsync("GET", "/api/auth/profile", club.Eve.Token);
        Assert.Equal("credential_invalid", await Problem.CodeAsync(refused, HttpStatusCode.Unauthorized));
        foreach (var (method, path) in new[] { ("GET", $"/api/operator/users/{eve}/export"), ("DELETE", $"/api/operator/users/{eve}") })
        {
            using var gone = await club.Api.SendAsync(method, path, boss.Token);
            Assert.Equal("not_found", await Problem.CodeAsync(gone, HttpStatusCode.NotFound));
        }
    }

    [Fact]
    public async Task An_operator_erases_neither_themself_nor_the_last_owner_of_others()
    {
        var boss = await BossAsync();
        await club.JoinAsync("bob@example.com", "member");

        using var self = await club.Api.SendAsync("DELETE", $"/api/operator/users/{await club.UserIdAsync(boss)}", boss.Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, self.StatusCode);
        using var owner = await club.Api.SendAsync("DELETE", $"/api/operator/users/{await club.UserIdAsync(club.Ada)}", boss.Token);
        Assert.Equal("last_owner", await Problem.CodeAsync(owner, HttpStatusCode.Conflict));
    }

    private async Task<string> MakeThingsAsync(ApiHost.Person person)
    {
        var own = (await club.Api.CallerAsync(person)).OrganizationId.ToString();
        using var flow = await club.SendAsync(
            person, "POST", "/api/flows", new { name = "Eve's flow", nodes = Array.Empty<object>(), edges = Array.Empty<object>() }, own);
        await ApiHost.ReadAsync(flow, HttpStatusCode.Created);
        using var credential = await club.SendAsync(
            person, "POST", "/api/credentials", new { name = "Eve's secret", type = "bearer", hosts = new[] { "api.example.com" }, data = new { token = Canary } }, own);
        await ApiHost.ReadAsync(credential, HttpStatusCode.Created);
        return own;
    }

    private async Task<ApiHost.Person> BossAsync()
    {
        var boss = await club.Api.RegisterAsync(ApiHost.OperatorEmail, "Operator");
        await Crew.SetSessionAsync(club.Api, boss, s => s with { Method = SessionStart.Totp });
        await club.FreshAsync(boss);
        return boss;
    }
}
