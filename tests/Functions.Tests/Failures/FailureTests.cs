using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Failures;
using HiveFlow.Functions.Failures;
using HiveFlow.Functions.Runs;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Functions.Tests.Webhooks;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Runs;
using HiveFlow.Runs.Failures;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Failures;

[Collection(ApiGroup.Name)]
public sealed class FailureTests(ApiHost api)
{
    // Fails unless somebody says by name for how long.
    private const string Nodes = """[{"id":"d","type":"custom","data":{"nodeType":"delay","seconds":"{{ inputs.seconds }}","startNode":true}}]""";
    private const string Catching = """[{"id":"s","type":"custom","data":{"nodeType":"set","startNode":true,"values":{"id":"{{ inputs.run.id }}","code":"{{ inputs.error.code }}","node":"{{ inputs.nodeId }}","n":"{{ inputs.input.n }}"}}}]""";

    [Fact]
    public async Task A_failed_run_is_given_to_the_error_flow_once_and_the_error_flows_own_failure_starts_nothing()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var (flow, catching, failing) = (await client.CreateAsync(Nodes), await client.CreateAsync(Catching), await client.CreateAsync(Nodes));
        await client.CallAsync("PUT", $"api/flows/{flow}/failure-handling", $$"""{"errorFlowId":"{{catching}}"}""");
        await client.CallAsync("PUT", $"api/flows/{failing}/failure-handling", $$"""{"errorFlowId":"{{flow}}"}""");

        var failed = await FailAsync(client, flow, """{"inputs":{"n":7}}""");
        var other = await FailAsync(client, failing);
        await SeenToAsync(failed);
        await SeenToAsync(other);

        var caught = Assert.Single((await client.CallAsync("GET", $"api/flows/{catching}/processes"))["processes"]!.AsArray());
        var run = await EndAsync(client, Text(caught!, "processId"));
        Assert.Equal(("completed", "error", failed), (Text(run, "status"), Text(run, "trigger"), Text(run, "triggerId")));
        Assert.Equal((failed, "d", 7), (Text(run["output"]!, "id"), Text(run["output"]!, "node"), run["output"]!["n"]!.GetValue<int>()));
        Assert.NotEmpty(Text(run["output"]!, "code"));

        // The flow was run for the other one's failure, failed itself, and that is the end of it.
        var runs = (await client.CallAsync("GET", $"api/runs?flowId={flow}&trigger=error"))["runs"]!.AsArray();
        Assert.Equal(other, Text(Assert.Single(runs)!, "triggerId"));
        await EndAsync(client, Text(runs[0]!, "id"));
        await SeenToAsync(Text(runs[0]!, "id"));
        await LaterAsync(30);
        Assert.Single((await client.CallAsync("GET", $"api/flows/{catching}/processes"))["processes"]!.AsArray());
    }

    [Fact]
    public async Task An_alert_is_mailed_once_until_a_run_completes_again()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes);
        await client.CallAsync("PUT", $"api/flows/{flow}/failure-handling", """{"alert":{"after":2,"mail":true}}""");

        await SeenToAsync(await FailAsync(client, flow));
        Assert.Equal(0, AlertsOf(flow));
        for (var run = 0; run < 3; run++)
        {
            await SeenToAsync(await FailAsync(client, flow));
        }

        Assert.Equal(1, AlertsOf(flow));
        await RunAsync(client, flow, """{"inputs":{"seconds":0}}""");
        var (first, second) = (await FailAsync(client, flow), await FailAsync(client, flow));
        await SeenToAsync(first);
        await SeenToAsync(second);
        await LaterAsync(5);
        Assert.Equal(2, AlertsOf(flow));
    }

    [Fact]
    public async Task A_webhook_whose_runs_all_fail_is_disabled_and_says_so()
    {
        var hook = await Hook.MakeAsync(api, node: """{"nodeType":"delay","seconds":"soon"}""");
        await RespondAsync(await EndAsync(hook.Owner, await hook.DeliverAsync()), disableAfter: 2);
        Assert.True((await hook.Owner.CallAsync("GET", hook.Path))["webhook"]!["enabled"]!.GetValue<bool>());
        await RespondAsync(await EndAsync(hook.Owner, await hook.DeliverAsync()), disableAfter: 2);

        var webhook = (await hook.Owner.CallAsync("GET", hook.Path))["webhook"]!;
        Assert.Equal((false, "2 runs in a row failed."), (webhook["enabled"]!.GetValue<bool>(), Text(webhook, "disabledBecause")));
        using var refused = await hook.SendAsync();
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Dead_letters_are_tried_again_once_or_dismissed()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes);
        var (first, second, third) = (await FailAsync(client, flow), await FailAsync(client, flow), await FailAsync(client, flow));
        Assert.Equal([third, second, first], await LettersAsync(client, flow));

        var body = $$"""{"runIds":["{{first}}","0123456789abcdef01234567"]}""";
        var retried = (await client.CallAsync("POST", "api/dead-letters/retry", body))["runs"]!.AsArray();
        var again = (await client.CallAsync("POST", "api/dead-letters/retry", body))["runs"]!.AsArray();

        var made = Text(retried[0]!, "executionId");
        Assert.Equal(made, Text(again[0]!, "executionId"));
        Assert.Equal("not_found", Text(retried[1]!, "code"));
        Assert.Equal(first, Text(await EndAsync(client, made), "retryOf"));
        Assert.Equal([made, third, second], await LettersAsync(client, flow));

        Assert.Equal(1, (await client.CallAsync("POST", "api/dead-letters/dismiss", $$"""{"runIds":["{{second}}"]}"""))["dismissed"]!.GetValue<int>());
        Assert.Equal(2, (await client.CallAsync("POST", "api/dead-letters/dismiss", $$"""{"flowId":"{{flow}}"}"""))["dismissed"]!.GetValue<int>());
        Assert.Empty(await LettersAsync(client, flow));
        Assert.Equal("validation_failed", await client.FailAsync("POST", "api/dead-letters/retry", HttpStatusCode.UnprocessableEntity, "{}"));
        Assert.Empty(await LettersAsync(await FlowClient.OfAsync(api, api.Eve), flow));
    }

    [Fact]
    public async Task A_key_bound_to_a_flow_sees_to_that_flows_dead_letters_and_to_no_others()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var (mine, other) = (await client.CreateAsync(Nodes), await client.CreateAsync(Nodes));
        var (first, second, foreign) = (await FailAsync(client, mine), await FailAsync(client, mine), await FailAsync(client, other));
        var key = (await new FlowClient(api, api.Ada.Token).CallAsync(
            "POST", "api/auth/api-keys", $$"""{"name":"bound","permissions":["read","write","execute"],"flowIds":["{{mine}}"]}""", HttpStatusCode.Created))["apiKey"]!["key"]!.GetValue<string>();
        var bound = new FlowClient(api, key);

        var listed = (await bound.CallAsync("GET", "api/dead-letters"))["deadLetters"]!.AsArray().Select(letter => Text(letter!, "runId"));
        var tried = (await bound.CallAsync("POST", "api/dead-letters/retry", $$"""{"runIds":["{{first}}","{{foreign}}"]}"""))["runs"]!.AsArray();
        await EndAsync(client, Text(tried[0]!, "executionId"));

        Assert.Equal([second, first], listed);
        Assert.Empty(await LettersAsync(bound, other));
        Assert.Equal("not_found", Text(tried[1]!, "code"));
        foreach (var body in new[] { $$"""{"runIds":["{{foreign}}"]}""", $$"""{"flowId":"{{other}}"}""" })
        {
            Assert.Equal(0, (await bound.CallAsync("POST", "api/dead-letters/dismiss", body))["dismissed"]!.GetValue<int>());
        }

        Assert.Equal(2, (await bound.CallAsync("POST", "api/dead-letters/dismiss", """{"all":true}"""))["dismissed"]!.GetValue<int>());
        Assert.Equal([foreign], await LettersAsync(client, other));
    }

    [Fact]
    public async Task More_dead_letters_than_one_call_takes_are_tried_again_page_by_page()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes);
        await Parallel.ForEachAsync(Enumerable.Range(0, DeadLetters.MostAtOnce + 2), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
            await FailAsync(client, flow));

        var (tried, last) = await RetryAsync(client, $$"""{"flowId":"{{flow}}"}""");
        var (rest, end) = await RetryAsync(client, $$"""{"flowId":"{{flow}}","cursor":"{{last}}"}""");

        // Those that they made have failed too, and come before where the second call went on.
        Assert.Equal((DeadLetters.MostAtOnce, 2, (string?)null), (tried.Count, rest.Count, end));
        Assert.Equal(DeadLetters.MostAtOnce + 2, tried.Concat(rest).Select(run => Text(run!, "executionId")).Distinct().Count());
        foreach (var run in tried.Concat(rest))
        {
            await EndAsync(client, Text(run!, "executionId"));
        }

        var page = await client.CallAsync("POST", "api/dead-letters/dismiss", $$"""{"flowId":"{{flow}}"}""");
        Assert.Equal(DeadLetters.MostAtOnce, page["dismissed"]!.GetValue<int>());
        page = await client.CallAsync("POST", "api/dead-letters/dismiss", $$"""{"flowId":"{{flow}}","cursor":"{{Text(page, "nextCursor")}}"}""");
        Assert.Equal(2, page["dismissed"]!.GetValue<int>());
        Assert.Empty(await LettersAsync(client, flow));
        Assert.Equal("malformed_request", await client.FailAsync("POST", "api/dead-letters/dismiss", HttpStatusCode.BadRequest, """{"all":true,"cursor":"x"}"""));
        Assert.Equal("validation_failed", await client.FailAsync(
            "POST", "api/dead-letters/dismiss", HttpStatusCode.UnprocessableEntity, """{"runIds":["0123456789abcdef01234567"],"cursor":"x"}"""));
    }

    [Fact]
    public async Task An_alert_is_posted_signed_and_reaches_no_address_that_flows_may_not_reach()
    {
        var secret = "0123456789abcdef0123456789abcdef";
        var client = await FlowClient.OfAsync(api, api.Ada);
        using var inside = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        var flow = await client.CreateAsync(Nodes);
        foreach (var host in new[] { inside.LocalEndpoint.ToString()!, api.Models.Authority })
        {
            var made = await client.CallAsync(
                "POST", "api/credentials", $$$"""{"name":"signs for {{{host}}}","type":"signing","hosts":["{{{host}}}"],"data":{"secret":"{{{secret}}}"}}""", HttpStatusCode.Created);
            var alert = $$"""{"after":1,"webhookUrl":"http://{{host}}/alert/{{flow}}","credentialId":"{{Text(made["credential"]!, "id")}}"}""";
            await client.CallAsync("PUT", $"api/flows/{flow}/failure-handling", $$"""{"alert":{{alert}}}""");
            await SeenToAsync(await FailAsync(client, flow));
            await RunAsync(client, flow, """{"inputs":{"seconds":0}}""");
        }

        Assert.False(inside.Pending());

        // However often it was sent, it is one message.
        var sent = Assert.Single(api.Models.Requests.Where(request => request.Line == $"POST /alert/{flow}").DistinctBy(request => request.Headers["webhook-id"]));
        var (id, time, body) = (sent.Headers["webhook-id"], sent.Headers["webhook-timestamp"], sent.Body.GetRawText());
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{id}.{time}.{body}"));
        Assert.Equal($"v1,{Convert.ToBase64String(signature)}", sent.Headers["webhook-signature"]);
        Assert.Equal(("flow.failing", flow), (sent.Body.GetProperty("type").GetString(), sent.Body.GetProperty("data").GetProperty("flowId").GetString()));
    }

    [Theory]
    [InlineData("""{"errorFlowId":"0123456789abcdef01234567"}""", 422)]
    [InlineData("""{"alert":{"after":0,"mail":true}}""", 422)]
    [InlineData("""{"alert":{"after":1,"mail":false}}""", 422)]
    [InlineData("""{"alert":{"after":1,"mail":false,"webhookUrl":"https://a.example/"}}""", 422)]
    [InlineData("""{"alert":{"after":1,"mail":false,"webhookUrl":"file:///etc/passwd","credentialId":"0123456789abcdef01234567"}}""", 422)]
    [InlineData("""{"alert":{"after":1,"mail":false,"webhookUrl":"https://a.example/","credentialId":"0123456789abcdef01234567"}}""", 403)]
    public async Task Settings_that_can_not_be_are_refused(string body, int status)
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes);

        await client.FailAsync("PUT", $"api/flows/{flow}/failure-handling", (HttpStatusCode)status, body);

        Assert.Null((await client.CallAsync("GET", $"api/flows/{flow}/failure-handling"))["failureHandling"]!["alert"]);
    }

    private int AlertsOf(string flow) => Directory.GetFiles(Path.Combine(api.Host.DataFolder, "mail"), "*.eml")
        .Select(File.ReadAllText)
        .Count(mail => mail.Contains("Subject: A HiveFlow flow fails", StringComparison.Ordinal) && mail.Contains(flow, StringComparison.Ordinal));

    private static async Task<IEnumerable<string>> LettersAsync(FlowClient client, string flow) =>
        (await client.CallAsync("GET", $"api/dead-letters?flowId={flow}"))["deadLetters"]!.AsArray().Select(letter => Text(letter!, "runId"));

    private static async Task<(JsonArray Runs, string? NextCursor)> RetryAsync(FlowClient client, string body)
    {
        var answer = await client.CallAsync("POST", "api/dead-letters/retry", body);
        return (answer["runs"]!.AsArray(), answer["nextCursor"]?.GetValue<string>());
    }

    private static async Task<string> FailAsync(FlowClient client, string flow, string body = "{}")
    {
        var run = await RunAsync(client, flow, body);
        Assert.Equal("failed", Text(run, "status"));
        return Text(run, "id");
    }

    private static async Task<JsonNode> RunAsync(FlowClient client, string flow, string body) =>
        await EndAsync(client, Text(await client.CallAsync("POST", $"api/flows/{flow}/execute", body, HttpStatusCode.Accepted), "executionId"));

    private static async Task<JsonNode> EndAsync(FlowClient client, string run)
    {
        using var events = await client.SendAsync("GET", $"api/runs/{run}/events");
        await events.Content.ReadAsStringAsync();
        return (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!;
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    /// <summary>Waits until nothing is left to do about a failed run; what could not be done at once is done by the job of the next minutes.</summary>
    private async Task SeenToAsync(string run)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await api.Get<IDocumentStore>().GetAsync(OpenFailure.Collection, Tenant.System, run, default) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(4), "Nobody saw to it.");
            await Task.Yield();
        }
    }

    /// <summary>The job some minutes later, on the host's stores.</summary>
    private async Task LaterAsync(int minutes)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes));
        var failed = new FailedRuns(api.Get<IDocumentStore>(), clock);
        await new FailureJob(failed, Responder(failed, new WebhooksOptions()), static _ => { }, clock, NullLogger<FailureJob>.Instance)
            .RunAsync(api.Get<DurableTaskClient>(), clock.GetUtcNow().AddSeconds(40), default);
    }

    /// <summary>What follows from a failure, where so many in a row disable a webhook.</summary>
    private async Task RespondAsync(JsonNode run, int disableAfter)
    {
        Assert.Equal("failed", Text(run, "status"));
        var organization = (await api.CallerAsync(api.Ada)).OrganizationId.ToString();
        var open = new Stored<OpenFailure>(Text(run, "id"), Tenant.System, 1, new OpenFailure(organization, TimeProvider.System.GetUtcNow(), 1));
        await Responder(api.Get<FailedRuns>(), new WebhooksOptions { DisableAfterFailedRuns = disableAfter }).RespondAsync(api.Get<DurableTaskClient>(), open, default);
    }

    private FailureResponder Responder(FailedRuns failed, WebhooksOptions options) => new(
        api.Get<RunStore>(),
        failed,
        api.Get<FailureDesk>(),
        api.Get<FlowAlerts>(),
        api.Get<FlowCatalog>(),
        api.Get<RunLauncher>(),
        api.Get<RunRights>(),
        api.Get<WebhookRegistry>(),
        Options.Create(options),
        NullLogger<FailureResponder>.Instance);
}
