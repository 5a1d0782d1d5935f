using System.Net;
using System.Text;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Tests.Gate;
using HiveFlow.Functions.Tests.Organizations;
using HiveFlow.Functions.Webhooks;
using HiveFlow.Identity.Sessions;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Tests.Operators;

public sealed class OperatorTests : IAsyncLifetime
{
    private Club club = null!;
    private ApiHost.Person boss = null!;

    public async Task InitializeAsync()
    {
        club = await Club.StartAsync();
        boss = await club.Api.RegisterAsync(ApiHost.OperatorEmail, "Operator");
    }

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task The_address_alone_makes_no_operator_it_takes_an_authenticator_and_a_fresh_one()
    {
        var path = $"/api/operator/users/{await club.UserIdAsync(club.Eve)}/disable";
        Assert.Equal("operator_required", await FailAsync(boss, path));
        Assert.Equal("operator_required", await FailAsync(club.Ada, path));
        await BecomeOperatorAsync();
        await Crew.SetSessionAsync(club.Api, boss, s => s with { FactorAt = null });

        Assert.Equal("fresh_factor_required", await FailAsync(boss, path));
    }

    [Fact]
    public async Task Who_is_shut_out_is_out_at_once_and_gets_in_again_when_let()
    {
        await BecomeOperatorAsync();
        var key = (await club.Api.NewKeyAsync(club.Eve, "read")).Key;
        var eve = await club.UserIdAsync(club.Eve);

        await CallAsync($"/api/operator/users/{eve}/disable");

        foreach (var credential in new[] { club.Eve.Token, key })
        {
            using var refused = await club.Api.SendAsync("GET", "/api/flows", credential);
            Assert.Equal("credential_invalid", await Problem.CodeAsync(refused, HttpStatusCode.Unauthorized));
        }

        await CallAsync($"/api/operator/users/{eve}/enable");
        using var old = await club.Api.SendAsync("GET", "/api/flows", club.Eve.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        club.Clock.Advance(TimeSpan.FromMinutes(2));
        await club.Api.LogInAsync(club.Eve.Email);
    }

    [Fact]
    public async Task A_closed_organization_is_closed_to_all_until_it_is_opened()
    {
        await BecomeOperatorAsync();
        await CallAsync($"/api/operator/organizations/{club.Id}/disable");
        Assert.Equal("organization_forbidden", await club.FailAsync(club.Ada, "GET", "/api/flows", null, HttpStatusCode.Forbidden));

        await CallAsync($"/api/operator/organizations/{club.Id}/enable");

        await club.CallAsync(club.Ada, "GET", "/api/flows");
    }

    [Fact]
    public async Task Nobody_shuts_themself_out_and_unknown_ids_are_404()
    {
        await BecomeOperatorAsync();
        using var self = await club.Api.SendAsync("POST", $"/api/operator/users/{await club.UserIdAsync(boss)}/disable", boss.Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, self.StatusCode);
        using var never = await club.Api.SendAsync("POST", "/api/operator/organizations/0123456789abcdef01234567/disable", boss.Token);
        Assert.Equal(HttpStatusCode.NotFound, never.StatusCode);
    }

    [Fact]
    public async Task While_the_service_is_maintained_starts_and_changes_are_refused_and_reads_go_on()
    {
        await BecomeOperatorAsync();
        await club.CallAsync(club.Ada, "POST", "/api/flows", new { name = "before" }, HttpStatusCode.Created);
        await MaintainAsync("POST", """{"message":"Back soon."}""");

        using var refused = await club.Api.SendAsync("POST", "/api/flows", club.Ada.Token, new StringContent("""{"name":"during"}""", Encoding.UTF8, "application/json"));
        Assert.Equal("maintenance", await Problem.CodeAsync(refused, HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("Back soon.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await club.CallAsync(club.Ada, "GET", "/api/flows");
        Assert.True((await MaintainAsync("GET"))["maintenance"]!["isActive"]!.GetValue<bool>());

        await MaintainAsync("DELETE");
        await club.CallAsync(club.Ada, "POST", "/api/flows", new { name = "after" }, HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_is_delivered_during_maintenance_is_stored_and_starts_when_it_is_over()
    {
        await BecomeOperatorAsync();
        var made = await club.CallAsync(
            club.Ada, "POST", "/api/flows", new { name = "hooked", nodes = new[] { new { id = "a", type = "custom", data = new { nodeType = "trigger", startNode = true } } } }, HttpStatusCode.Created);
        var flow = $"/api/flows/{made["flow"]!["id"]}";
        await club.CallAsync(club.Ada, "POST", $"{flow}/resume");
        var hook = await club.CallAsync(club.Ada, "POST", $"{flow}/webhooks", new { type = "simple" }, HttpStatusCode.Created);
        await MaintainAsync("POST", """{"message":"Back soon."}""");

        using var delivered = await club.Api.SendAsync(
            "POST", new Uri(hook["webhook"]!["url"]!.GetValue<string>()).AbsolutePath, null, new StringContent("{}", Encoding.UTF8, "application/json"));
        var run = $"/api/runs/{(await ApiHost.ReadAsync(delivered, HttpStatusCode.Accepted))["executionId"]}";
        Assert.Equal("not_found", await club.FailAsync(club.Ada, "GET", run, null, HttpStatusCode.NotFound));

        await MaintainAsync("DELETE");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var job = club.Api.Get<IEnumerable<IMaintenanceJob>>().OfType<DeliveryJob>().Single();
        Assert.True(DocumentId.TryParse(club.Id, out var organization));
        while (await club.Api.Get<RunStore>().GetAsync(organization, run[^24..], patience.Token) is null)
        {
            club.Clock.Advance(TimeSpan.FromMinutes(1));
            await job.RunAsync(club.Api.Get<DurableTaskClient>(), club.Clock.GetUtcNow().AddSeconds(40), patience.Token);
        }
    }

    private async Task<System.Text.Json.Nodes.JsonNode> MaintainAsync(string method, string? body = null)
    {
        using var response = await club.Api.SendAsync(
            method, "/api/operator/maintenance", boss.Token, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));
        return await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }

    private async Task BecomeOperatorAsync()
    {
        await Crew.SetSessionAsync(club.Api, boss, s => s with { Method = SessionStart.Totp });
        await club.FreshAsync(boss);
    }

    private async Task CallAsync(string path)
    {
        using var response = await club.Api.SendAsync("POST", path, boss.Token);
        await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }

    private async Task<string> FailAsync(ApiHost.Person person, string path)
    {
        using var response = await club.Api.SendAsync("POST", path, person.Token);
        return await Problem.CodeAsync(response, HttpStatusCode.Forbidden);
    }
}
