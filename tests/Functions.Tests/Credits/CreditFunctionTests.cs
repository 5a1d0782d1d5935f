using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Functions.Tests.Gate;
using HiveFlow.Functions.Tests.Organizations;
using HiveFlow.Identity.Sessions;
using HiveFlow.Metering.Credits;
using HiveFlow.Runs.Batches;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Tests.Credits;

public sealed class CreditFunctionTests : IAsyncLifetime
{
    private const long Grant = 1_000_000_000;

    private const string Setting = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"next","type":"custom","data":{"nodeType":"set","values":{"x":1}}}]
        """;

    private const string Waiting = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"next","type":"custom","data":{"nodeType":"delay","seconds":3600}}]
        """;

    private const string Edge = """[{"id":"e","source":"start","target":"next"}]""";

    private Club club = null!;
    private FlowClient ada = null!;
    private ApiHost.Person? boss;

    public async Task InitializeAsync()
    {
        club = await Club.StartAsync();
        ada = await FlowClient.OfAsync(club.Api, club.Ada);
    }

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task A_run_costs_its_price_and_gives_back_the_rest_of_what_was_held()
    {
        var flow = await ada.CreateAsync(Setting, Edge);

        using var response = await ada.SendAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}");
        var answer = await ApiHost.ReadAsync(response, HttpStatusCode.OK);

        // Held: the run, two steps and a reserve of 100 for each.
        Assert.Equal($"{Grant - 320}", Assert.Single(response.Headers.GetValues("X-Credits-Remaining")));
        Assert.Equal((Grant - 120, 0), await BalanceAsync());
        var run = await ada.CallAsync("GET", $"api/runs/{answer["executionId"]!.GetValue<string>()}");
        Assert.Equal(120, run["run"]!["creditsCharged"]!.GetValue<long>());
        var entries = (await ada.CallAsync("GET", "api/credits/ledger"))["entries"]!.AsArray();
        Assert.Equal(["grant", "reservation", "settlement"], entries.Select(e => e!["kind"]!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task A_cancelled_run_pays_for_what_it_did_and_holds_nothing()
    {
        var flow = await ada.CreateAsync(Waiting, Edge);
        var started = await ada.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted);
        Assert.Equal((Grant - 320, 320), await BalanceAsync());

        await ada.CallAsync("POST", $"api/runs/{started["executionId"]!.GetValue<string>()}/cancel");

        var (available, reserved) = await BalanceAsync();
        Assert.Equal(0, reserved);
        Assert.InRange(available, Grant - 120, Grant - 100);
    }

    [Fact]
    public async Task Without_credits_no_run_starts_and_nothing_of_it_is_left()
    {
        var flow = await ada.CreateAsync(Setting, Edge);
        await AdjustAsync(await TakeAllButAsync(319), "test");

        Assert.Equal("credits_insufficient", await ada.FailAsync("POST", $"api/flows/{flow}/execute", HttpStatusCode.PaymentRequired, "{}"));

        Assert.Empty((await ada.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray());
        Assert.Equal((319, 0), await BalanceAsync());
    }

    [Fact]
    public async Task Only_operators_give_credits_and_only_with_a_reason()
    {
        using var refused = await club.Api.SendAsync(
            "POST", "api/credits/grants", club.Ada.Token, Body($$"""{"organizationId":"{{await IdAsync()}}","amount":5,"reason":"mine"}"""));
        Assert.Equal("operator_required", await Problem.CodeAsync(refused, HttpStatusCode.Forbidden));
        var operating = await BossAsync();
        using var unsaid = await club.Api.SendAsync(
            "POST", "api/credits/grants", operating.Token, Body($$"""{"organizationId":"{{await IdAsync()}}","amount":5,"reason":" "}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unsaid.StatusCode);
    }

    [Fact]
    public async Task A_flow_s_limit_of_the_day_refuses_its_runs_and_no_other_s()
    {
        var (limited, free) = (await ada.CreateAsync(Setting, Edge), await ada.CreateAsync(Setting, Edge));
        using var put = await club.Api.SendAsync("PUT", "api/credits/limits", club.Ada.Token, Body($$"""{"flows":{"{{limited}}":500} }"""));
        var limits = await ApiHost.ReadAsync(put, HttpStatusCode.OK);
        Assert.Equal(500, limits["limits"]!["flows"]![limited]!["most"]!.GetValue<long>());

        // A run holds 320 and costs 120. The rest may be held again right after whoever waits for it has been told.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (tenant, hot) = (await TenantAsync(), club.Api.Get<HotBalance>());
        for (var run = 0; run < 2; run++)
        {
            await ada.CallAsync("POST", $"api/flows/{limited}/execute?wait=60", "{}");
            while ((await hot.TakeAsync(tenant, 0, patience.Token)).Left != (await BalanceAsync()).Available)
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }

        Assert.Equal("credits_limit_reached", await ada.FailAsync("POST", $"api/flows/{limited}/execute", HttpStatusCode.PaymentRequired, "{}"));
        await ada.CallAsync("POST", $"api/flows/{free}/execute?wait=60", "{}");
        var used = (await ada.CallAsync("GET", "api/credits/limits"))["limits"]!["flows"]![limited]!["used"]!.GetValue<long>();
        Assert.Equal(240, used);
    }

    [Fact]
    public async Task Only_admins_set_limits_and_a_limit_is_no_negative_number()
    {
        Assert.Equal("validation_failed", await club.FailAsync(club.Ada, "PUT", "api/credits/limits", new { daily = -1 }, HttpStatusCode.UnprocessableEntity));
        var viewer = await club.JoinAsync("vera@example.com", "viewer");
        Assert.Equal("role_missing", await club.FailAsync(viewer, "PUT", "api/credits/limits", new { daily = 5 }, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task What_dead_holds_took_is_given_back_by_the_job_that_compares()
    {
        var book = club.Api.Get<CreditBook>();
        var tenant = await TenantAsync();
        Assert.True((await book.HoldAsync(tenant, 700, default)).IsSuccess);
        Assert.Equal(Grant - 700, (await club.Api.Get<HotBalance>().TakeAsync(tenant, 0, default)).Left);
        club.Clock.Advance(TimeSpan.FromMinutes(40));

        var job = club.Api.Get<IEnumerable<IMaintenanceJob>>().Single(j => j.Name == "credits-reconciliation");
        Assert.False(await job.RunAsync(club.Api.Get<DurableTaskClient>(), club.Clock.GetUtcNow().AddSeconds(40), default));

        Assert.Equal(Grant, (await club.Api.Get<HotBalance>().TakeAsync(tenant, 0, default)).Left);
    }

    [Fact]
    public async Task A_batch_whose_credits_run_out_in_the_middle_says_so_and_makes_the_rest_when_there_are_more_each_run_once()
    {
        var (flow, batch) = await BatchAsync(count: 5, TimeSpan.Zero);
        await AdjustAsync(await TakeAllButAsync((3 * 320) + 100), "spent by others");
        for (var time = 0; time < 2; time++)
        {
            var shown = await BatchJobAsync(flow, batch, one => one["refusal"] is not null);
            Assert.Equal(("starting", 3, 2), (shown["status"]!.GetValue<string>(), shown["counts"]!["active"]!.GetValue<int>(), shown["counts"]!["pending"]!.GetValue<int>()));
            Assert.Equal("credits_insufficient", shown["refusal"]!["code"]!.GetValue<string>());
            Assert.Null(shown["failure"]);
            Assert.Equal((100, 3 * 320), await BalanceAsync());
        }

        await AdjustAsync(1_000, "bought");
        var all = await BatchJobAsync(flow, batch, one => one["status"]!.GetValue<string>() == "running");

        Assert.Equal(5, all["counts"]!["active"]!.GetValue<int>());
        Assert.Null(all["refusal"]);
        Assert.Equal(5, (await ada.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray().Count);
        Assert.Equal((100 + 1_000 - (2 * 320), 5 * 320), await BalanceAsync());
    }

    [Fact]
    public async Task A_batch_whose_credits_never_come_ends_with_the_reason_after_a_day_and_its_runs_go_on()
    {
        var (flow, batch) = await BatchAsync(count: 3, TimeSpan.FromHours(24));
        await AdjustAsync(await TakeAllButAsync(320), "spent by others");

        var shown = await BatchJobAsync(flow, batch, one => one["failure"] is not null);

        Assert.Equal("batch_given_up", shown["failure"]!["code"]!.GetValue<string>());
        Assert.Contains("credits", shown["failure"]!["message"]!.GetValue<string>(), StringComparison.OrdinalIgnoreCase);
        Assert.Single((await ada.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray());
    }

    // Accepted when there was enough for all of it; nothing is started yet.
    private async Task<(string Flow, string Batch)> BatchAsync(int count, TimeSpan ago)
    {
        var flow = await ada.CreateAsync(Waiting, Edge);
        var caller = await club.Api.CallerAsync(club.Ada);
        var stored = (await club.Api.Get<FlowCatalog>().GetAsync(caller.Tenant, flow, default))!.Document;
        var batch = new RunBatch
        {
            Id = DocumentId.New(club.Clock).ToString(),
            OrganizationId = caller.OrganizationId.ToString(),
            FlowId = flow,
            FlowHash = (await club.Api.Get<FrozenFlows>().FreezeAsync(caller.Tenant, stored.Nodes, stored.Edges, default)).Hash,
            UserId = caller.UserId.ToString(),
            Count = count,
            Inputs = new Payload(),
            CreatedAt = club.Clock.GetUtcNow() - ago,
        };
        var inputs = JsonSerializer.SerializeToElement(Enumerable.Repeat(new { n = 1 }, count));
        Assert.True((await club.Api.Get<RunBatches>().CreateAsync(caller.Tenant, batch, inputs, _ => [], default)).IsSuccess);
        return (flow, batch.Id);
    }

    // The host's own timer may have taken it first: then that does what there is to do.
    private async Task<JsonNode> BatchJobAsync(string flow, string batch, Func<JsonNode, bool> isDone)
    {
        var job = club.Api.Get<IEnumerable<IMaintenanceJob>>().Single(j => j.Name == "batches");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        club.Clock.Advance(TimeSpan.FromMinutes(2));
        while (true)
        {
            await job.RunAsync(club.Api.Get<DurableTaskClient>(), club.Clock.GetUtcNow().AddSeconds(40), patience.Token);
            var shown = (await ada.CallAsync("GET", $"api/flows/{flow}/batches/{batch}"))["batch"]!;
            if (isDone(shown))
            {
                return shown;
            }
        }
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private async Task<(long Available, long Reserved)> BalanceAsync()
    {
        var credits = (await ada.CallAsync("GET", "api/credits"))["credits"]!;
        return (credits["available"]!.GetValue<long>(), credits["reserved"]!.GetValue<long>());
    }

    private async Task<long> TakeAllButAsync(long rest) => rest - (await BalanceAsync()).Available;

    private async Task<Tenant> TenantAsync() => Tenant.Of(DocumentId.TryParse(await IdAsync(), out var id) ? id : default);

    private async Task<string> IdAsync() => (await ada.CallAsync("GET", "api/organizations"))["organizations"]![0]!["id"]!.GetValue<string>();

    private async Task<ApiHost.Person> BossAsync()
    {
        boss ??= await club.Api.RegisterAsync(ApiHost.OperatorEmail, "Operator");
        await Crew.SetSessionAsync(club.Api, boss, s => s with { Method = SessionStart.Totp });
        await club.FreshAsync(boss);
        return boss;
    }

    private async Task AdjustAsync(long amount, string reason)
    {
        var operating = await BossAsync();
        using var response = await club.Api.SendAsync(
            "POST", "api/credits/grants", operating.Token, Body($$"""{"organizationId":"{{await IdAsync()}}","amount":{{amount}},"reason":"{{reason}}"}"""));
        await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }
}
