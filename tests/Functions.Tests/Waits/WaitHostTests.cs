using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Tests.Organizations;
using HiveFlow.HostFixture;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Runs;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Tests.Waits;

/// <summary>Waits over the lives of hosts.</summary>
public sealed class WaitHostTests
{
    private static readonly WaitDecider Ada = new("ada", "ada@example.com", new HashSet<string> { "owner" }, IsPerson: true);

    [Fact]
    public async Task A_run_waits_on_when_its_host_has_stopped_and_goes_on_by_an_answer_to_the_next_one()
    {
        using var folder = TestFolder.Create();
        string token, run;
        await using (var first = await TestHost.StartAsync(Settings, folder: folder))
        {
            token = await RegisterAsync(first);
            run = await WaitAsync(first, token);
        }

        await using var second = await TestHost.StartAsync(Settings, folder: folder);
        var decided = await SendAsync(second, "POST", $"api/runs/{run}/approve/w", token, null, HttpStatusCode.OK);

        Assert.Equal("approved", decided["approval"]!["status"]!.GetValue<string>());
        await UntilAsync(second, run, token, "completed");
    }

    [Fact]
    public async Task An_answer_whose_host_died_before_it_told_the_run_is_told_by_the_maintenance()
    {
        await using var club = await Club.StartAsync();
        var (tenant, run) = await AskAsync(club, "30d");
        await club.Api.Get<RunWaits>().DecideAsync(tenant, run.Id, await WaitIdAsync(club, tenant, run), new WaitDecision(true, Ada, null), _ => [], default);

        club.Clock.Advance(TimeSpan.FromMinutes(2));
        await club.Api.Get<MaintenanceJobs>().RunAsync(club.Api.Get<DurableTaskClient>(), default);

        await UntilAsync(club, run, RunStatus.Completed);
    }

    [Fact]
    public async Task A_wait_outlives_whatever_is_cleared_away_meanwhile()
    {
        await using var club = await Club.StartAsync();
        var (tenant, run) = await AskAsync(club, "90d");
        for (var days = 0; days < 85; days += 17)
        {
            club.Clock.Advance(TimeSpan.FromDays(17));
            await club.Api.Get<MaintenanceJobs>().RunAsync(club.Api.Get<DurableTaskClient>(), default);
        }

        Assert.NotNull(await club.Api.Get<DurableTaskClient>().GetInstanceAsync(run.Id));
        var decided = await club.Api.Get<RunWaits>().DecideAsync(
            tenant, run.Id, await WaitIdAsync(club, tenant, run), new WaitDecision(true, Ada, null), _ => [], default);
        await club.Api.Get<RunWaker>().WakeAsync(club.Api.Get<DurableTaskClient>(), decided.Value!, default);

        await UntilAsync(club, run, RunStatus.Completed);
    }

    private static Dictionary<string, string?> Settings => new()
    {
        ["HiveFlow:PublicUrl"] = "http://localhost:3001",
        ["HiveFlow:Mail:PrintToConsole"] = "false",
    };

    private static async Task<(Tenant Tenant, Run Run)> AskAsync(Club club, string deadline)
    {
        var flow = new JsonObject
        {
            ["name"] = "flow",
            ["nodes"] = JsonNode.Parse(WaitNodes.Approval($",\"deadline\":\"{deadline}\"")),
            ["edges"] = JsonNode.Parse(WaitNodes.Edges),
        };
        var made = await club.CallAsync(club.Ada, "POST", "/api/flows", flow, HttpStatusCode.Created);
        var started = await club.CallAsync(club.Ada, "POST", $"/api/flows/{made["flow"]!["id"]}/execute", new { }, HttpStatusCode.Accepted);
        Assert.True(DocumentId.TryParse(club.Id, out var organization));
        var run = (await club.Api.Get<RunStore>().GetAsync(organization, started["executionId"]!.GetValue<string>(), default))!.Document;
        await UntilAsync(club, run, RunStatus.Waiting);
        return (Tenant.Of(organization), run);
    }

    private static async Task<string> WaitIdAsync(Club club, Tenant tenant, Run run) =>
        (await club.Api.Get<RunWaits>().FindApprovalAsync(tenant, run.Id, "w", null, default)).Value!.Id;

    private static async Task UntilAsync(Club club, Run run, string status)
    {
        Assert.True(DocumentId.TryParse(run.OrganizationId, out var organization));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await club.Api.Get<RunStore>().GetAsync(organization, run.Id, patience.Token))!.Document.Status != status)
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<string> RegisterAsync(TestHost host)
    {
        using var started = await host.Client.PostAsJsonAsync("api/auth/register", new { email = "ada@example.com", password = ApiHost.Password, name = "Ada" });
        var challenge = (await ApiHost.ReadAsync(started, HttpStatusCode.Created))["challenge"]!.GetValue<string>();
        var code = Mails.CodeFor(host.DataFolder, "ada@example.com");
        using var verified = await host.Client.PostAsJsonAsync("api/auth/otp/verify", new { challenge, code, method = "email" });
        return (await ApiHost.ReadAsync(verified, HttpStatusCode.OK))["token"]!.GetValue<string>();
    }

    private static async Task<string> WaitAsync(TestHost host, string token)
    {
        var flow = new JsonObject { ["name"] = "flow", ["nodes"] = JsonNode.Parse(WaitNodes.Approval()), ["edges"] = JsonNode.Parse(WaitNodes.Edges) };
        var made = await SendAsync(host, "POST", "api/flows", token, flow, HttpStatusCode.Created);
        var started = await SendAsync(host, "POST", $"api/flows/{made["flow"]!["id"]}/execute", token, new JsonObject(), HttpStatusCode.Accepted);
        var run = started["executionId"]!.GetValue<string>();
        await UntilAsync(host, run, token, "waiting");
        return run;
    }

    private static async Task UntilAsync(TestHost host, string run, string token, string status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await SendAsync(host, "GET", $"api/runs/{run}", token, null, HttpStatusCode.OK))["run"]!["status"]!.GetValue<string>() != status)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<JsonNode> SendAsync(TestHost host, string method, string path, string token, JsonNode? body, HttpStatusCode expected)
    {
        using var response = await Instances.Pair.SendAsync(host, method, path, token, body);
        return await ApiHost.ReadAsync(response, expected);
    }
}
