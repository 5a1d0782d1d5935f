using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;

namespace HiveFlow.Functions.Tests.ApiKeys;

/// <summary>API keys that are bound to flows or addresses, at every route that a key can call.</summary>
[Collection(ApiGroup.Name)]
public sealed class BoundKeyTests(ApiHost api)
{
    private const string Never = "0123456789abcdef01234567";

    /// <summary>Routes without a flow or run in their path that bound keys may call; whoever adds one has to say so here too.</summary>
    private static readonly HashSet<string> OfNoFlow =
    [
        "Auth_CliVerify", "Auth_GetProfile", "Billing_Packs", "Credits_Prices", "Flows_ByAppInstance",
        "DeadLetters_List", "DeadLetters_Deliveries", "DeadLetters_Retry", "DeadLetters_Dismiss",
        "Live_Negotiate", "Flows_List", "NodeTypes_List", "Organizations_List", "Runs_List",
    ];

    private static Bound? bound;

    public static TheoryData<string, string> ForKeys => Routes.Where(rule => rule.Access is Access.Read or Access.Write or Access.Execute);

    [Theory]
    [MemberData(nameof(ForKeys))]
    public async Task A_bound_key_reaches_its_own_flows_and_nothing_else(string function, string method)
    {
        var (key, _, _, other, otherRun) = await BoundAsync();
        var use = Routes.Rule(function).FlowUse;
        if (use is FlowUse.Listed or FlowUse.Nothing)
        {
            Assert.Contains(function, OfNoFlow);
            using var passed = await api.SendAsync(method, Routes.Path(function), key, BodyOf(method, function.StartsWith("DeadLetters_", StringComparison.Ordinal) ? """{"all":true}""" : "{}"));
            Assert.True(passed.IsSuccessStatusCode, $"{function} answers {(int)passed.StatusCode}");
            return;
        }

        if (use == FlowUse.Unsaid)
        {
            using var refused = await api.SendAsync(method, Routes.Path(function), key, BodyOf(method));
            Assert.Equal("key_bound_to_flows", await Problem.CodeAsync(refused, HttpStatusCode.Forbidden));
            return;
        }

        var foreign = use == FlowUse.OfRun ? otherRun : other;
        using var theirs = await api.SendAsync(method, Routes.Path(function, foreign), key, BodyOf(method));
        using var never = await api.SendAsync(method, Routes.Path(function, Never), key, BodyOf(method));
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        Assert.Equal(await Problem.WithoutNamesAsync(never), await Problem.WithoutNamesAsync(theirs));
    }

    [Fact]
    public async Task A_bound_key_reads_changes_and_runs_its_own_flow()
    {
        var (key, flow, run, _, _) = await BoundAsync();
        foreach (var path in new[] { $"/api/flows/{flow}", $"/api/flows/{flow}/processes", $"/api/runs/{run}", $"/api/runs/{run}/steps" })
        {
            using var read = await api.SendAsync("GET", path, key);
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }

        using var renamed = await api.SendAsync("PATCH", $"/api/flows/{flow}/name", key, JsonContent.Create(new { name = "bound" }));
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        using var started = await api.SendAsync("POST", $"/api/flows/{flow}/execute", key, JsonContent.Create(new { inputs = new { } }));
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
    }

    [Fact]
    public async Task Lists_show_a_bound_key_its_own_flows_and_their_runs()
    {
        var (key, flow, run, other, otherRun) = await BoundAsync();

        var flows = await ListAsync(key, "/api/flows", "data", "id");
        var runs = await ListAsync(key, "/api/runs", "runs", "id");

        Assert.Equal([flow], flows);
        Assert.Contains(run, runs);
        Assert.DoesNotContain(otherRun, runs);
        Assert.Empty(await ListAsync(key, $"/api/runs?flowId={other}", "runs", "id"));
        Assert.Empty(await ListAsync(key, "/api/flows?status=archived", "data", "id"));
    }

    [Fact]
    public async Task Lists_of_a_key_bound_to_several_flows_come_in_pages()
    {
        var flows = new[] { await NewFlowAsync(), await NewFlowAsync(), await NewFlowAsync() };
        var runs = new[] { await RunAsync(flows[0]), await RunAsync(flows[1]) };
        await RunAsync(await NewFlowAsync());
        var key = await NewKeyAsync(new { name = "three", permissions = new[] { "read" }, flowIds = flows });

        Assert.Equal(flows.Order(), (await PagesAsync(key, "/api/flows?limit=2", "data")).Order());
        Assert.Equal(runs.Order(), (await PagesAsync(key, "/api/runs?limit=1", "runs")).Order());
        using var wrong = await api.SendAsync("GET", $"/api/flows?cursor={Never}", key);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task A_key_is_not_bound_to_flows_that_are_not_the_organizations_own()
    {
        using var made = await api.SendAsync("POST", "/api/flows", api.Eve.Token, JsonContent.Create(new { name = "eve's" }));
        var theirs = (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>();
        foreach (var flowIds in new[] { [theirs], [Never], new[] { "x" }, [] })
        {
            using var response = await api.SendAsync(
                "POST", "/api/auth/api-keys", api.Ada.Token, JsonContent.Create(new { name = "k", permissions = new[] { "read" }, flowIds }));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            Assert.NotNull((await Problem.OfAsync(response))["errors"]!["flowIds"]);
        }
    }

    [Fact]
    public async Task A_key_bound_to_other_addresses_is_403_until_the_bound_is_changed()
    {
        using var made = await api.SendAsync(
            "POST", "/api/auth/api-keys", api.Ada.Token, JsonContent.Create(new { name = "k", permissions = new[] { "read" }, ipRanges = new[] { "192.0.2.9/24" } }));
        var key = (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["apiKey"]!;
        Assert.Equal("192.0.2.0/24", key["ipRanges"]![0]!.GetValue<string>());
        var text = key["key"]!.GetValue<string>();
        using var refused = await api.SendAsync("GET", "/api/auth/cli/verify", text, headers: ("X-Forwarded-For", "192.0.2.9"));
        Assert.Equal("key_address_forbidden", await Problem.CodeAsync(refused, HttpStatusCode.Forbidden));

        using var changed = await api.SendAsync(
            "PATCH", $"/api/auth/api-keys/{key["id"]}", api.Ada.Token, JsonContent.Create(new { ipRanges = new[] { "127.0.0.0/8", "::1" } }));
        Assert.Equal(["127.0.0.0/8", "::1/128"], (await ApiHost.ReadAsync(changed, HttpStatusCode.OK))["apiKey"]!["ipRanges"]!.AsArray().Select(r => r!.GetValue<string>()));

        using var works = await api.SendAsync("GET", "/api/auth/cli/verify", text);
        Assert.Equal(HttpStatusCode.OK, works.StatusCode);
    }

    private static StringContent? BodyOf(string method, string body = "{}") =>
        method is "POST" or "PUT" or "PATCH" ? new StringContent(body, null, "application/json") : null;

    private async Task<Bound> BoundAsync()
    {
        if (bound is null)
        {
            var (flow, other) = (await NewFlowAsync(), await NewFlowAsync());
            var (run, otherRun) = (await RunAsync(flow), await RunAsync(other));
            var key = await NewKeyAsync(new { name = "bound", permissions = new[] { "read", "write", "execute" }, flowIds = new[] { flow } });
            bound = new Bound(key, flow, run, other, otherRun);
        }

        return bound;
    }

    private async Task<string> NewFlowAsync()
    {
        var body = new { name = "walk", nodes = new[] { new { id = "a", type = "custom", data = new { nodeType = "trigger", startNode = true } } }, edges = Array.Empty<object>() };
        using var made = await api.SendAsync("POST", "/api/flows", api.Ada.Token, JsonContent.Create(body));
        return (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>();
    }

    private async Task<string> RunAsync(string flow)
    {
        using var started = await api.SendAsync("POST", $"/api/flows/{flow}/execute?wait=60", api.Ada.Token, JsonContent.Create(new { inputs = new { } }));
        return (await ApiHost.ReadAsync(started, HttpStatusCode.OK))["executionId"]!.GetValue<string>();
    }

    private async Task<string> NewKeyAsync(object wanted)
    {
        using var made = await api.SendAsync("POST", "/api/auth/api-keys", api.Ada.Token, JsonContent.Create(wanted));
        return (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["apiKey"]!["key"]!.GetValue<string>();
    }

    private async Task<List<string>> ListAsync(string key, string path, string name, string id)
    {
        using var listed = await api.SendAsync("GET", path, key);
        return [.. (await ApiHost.ReadAsync(listed, HttpStatusCode.OK))[name]!.AsArray().Select(item => item![id]!.GetValue<string>())];
    }

    private async Task<List<string>> PagesAsync(string key, string path, string name)
    {
        List<string> ids = [];
        string? cursor = null;
        do
        {
            using var listed = await api.SendAsync("GET", cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}", key);
            JsonNode page = await ApiHost.ReadAsync(listed, HttpStatusCode.OK);
            ids.AddRange(page[name]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        return ids;
    }

    private sealed record Bound(string Key, string Flow, string Run, string Other, string OtherRun);
}
