using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Failures;
using HiveFlow.Functions.Failures;
using HiveFlow.Functions.Runs;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.ModelServer;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Runs;
using HiveFlow.Runs.Failures;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Failures;

/// <summary>
/// What follows from a failure, on a host whose clock goes on by some seconds in all: no failure's minute passes, so its job has nothing to do,
/// and whatever happens was begun by the failure itself.
/// </summary>
public sealed class FollowedFailureTests : IAsyncLifetime
{
    private const string Failing = """[{"id":"d","type":"custom","data":{"nodeType":"delay","seconds":"{{ inputs.seconds }}","startNode":true}}]""";
    private const string Catching = """[{"id":"s","type":"custom","data":{"nodeType":"set","startNode":true,"values":{"id":"{{ inputs.run.id }}"}}}]""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private ApiHost api = null!;
    private CutStore store = null!;

    public async Task InitializeAsync()
    {
        api = await ApiHost.StartAsync(clock, services: services => services.AddSingleton<IDocumentStore>(provider => store = new CutStore(provider)));
        api.Models.Decide = _ => new ScriptedAnswer { Raw = "{}" };
    }

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Error_flow_and_alert_begin_right_after_the_failure_and_once_wherever_the_process_dies()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var (flow, catching) = (await client.CreateAsync(Failing), await client.CreateAsync(Catching));
        await client.CallAsync(
            "PUT",
            $"api/flows/{flow}/failure-handling",
            $$$"""{"errorFlowId":"{{{catching}}}","alert":{"after":1,"mail":false,"webhookUrl":"{{{api.Models.Url}}}/alert","credentialId":"{{{await SigningAsync(client)}}}"}}""");

        var followed = await FailAsync(client, flow);
        await UntilAsync(() => IsSeenToAsync(followed));
        await OnceAsync(client, catching, followed);

        (string Where, Func<DocumentWrite, bool> Write, bool IsBefore)[] points =
        [
            ("before the error flow's run is made", IsErrorRun, true),
            ("after the error flow's run is made", IsErrorRun, false),
            ("before the alert is claimed", IsMark, true),
            ("after the alert is claimed", IsMark, false),
            ("before the alert is marked as told", IsTold, true),
            ("after the alert is marked as told", IsTold, false),
            ("before all is closed", IsClosing, true),
        ];
        foreach (var (where, write, isBefore) in points)
        {
            // A run that completes lets the next alert be told.
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("completed", await RunAsync(client, flow, """{"inputs":{"seconds":0}}"""));
            clock.Advance(TimeSpan.FromSeconds(1));
            var died = store.CutAt(write, isBefore);
            var failed = await FailAsync(client, flow);
            await died.WaitAsync(Patience);
            Assert.False(await IsSeenToAsync(failed), where);

            await LaterAsync();

            Assert.True(await IsSeenToAsync(failed), where);
            await OnceAsync(client, catching, failed);
        }
    }

    private static bool IsErrorRun(DocumentWrite write) => write is { Kind: DocumentWriteKind.Insert, Document: Run { Trigger: RunTriggers.Error } };

    private static bool IsMark(DocumentWrite write) => write.Document is AlertMark { RunId: not null };

    private static bool IsTold(DocumentWrite write) => write.Document is AlertMark { RunId: null };

    private static bool IsClosing(DocumentWrite write) => write is { Kind: DocumentWriteKind.Delete } && write.Collection.Name == OpenFailure.Collection.Name;

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private async Task<string> SigningAsync(FlowClient client)
    {
        var body = new JsonObject
        {
            ["name"] = "signing",
            ["type"] = "signing",
            ["hosts"] = new JsonArray(api.Models.Authority),
            ["data"] = new JsonObject { ["secret"] = "0123456789abcdef0123456789abcdef" },
        };
        return Text((await client.CallAsync("POST", "api/credentials", body.ToJsonString(), HttpStatusCode.Created))["credential"]!, "id");
    }

    /// <summary>One run of the error flow, which completes, and one message, however often it was sent.</summary>
    private async Task OnceAsync(FlowClient client, string catching, string failed)
    {
        var caught = (await client.CallAsync("GET", $"api/runs?flowId={catching}&triggerId={failed}"))["runs"]!.AsArray();
        Assert.Equal("completed", await EndAsync(client, Text(Assert.Single(caught)!, "id")));
        var messages = api.Models.Requests.Where(request => request.Line == "POST /alert" && request.Body.GetProperty("data").GetProperty("runId").GetString() == failed);
        Assert.Single(messages.Select(request => request.Headers["webhook-id"]).Distinct());
    }

    private static async Task<string> FailAsync(FlowClient client, string flow)
    {
        var started = await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted);
        Assert.Equal("failed", await EndAsync(client, Text(started, "executionId")));
        return Text(started, "executionId");
    }

    private static async Task<string> RunAsync(FlowClient client, string flow, string body) =>
        await EndAsync(client, Text(await client.CallAsync("POST", $"api/flows/{flow}/execute", body, HttpStatusCode.Accepted), "executionId"));

    private static async Task<string> EndAsync(FlowClient client, string run)
    {
        using var events = await client.SendAsync("GET", $"api/runs/{run}/events");
        await events.Content.ReadAsStringAsync();
        return Text((await client.CallAsync("GET", $"api/runs/{run}"))["run"]!, "status");
    }

    private async Task<bool> IsSeenToAsync(string run) =>
        await api.Get<IDocumentStore>().GetAsync(OpenFailure.Collection, Tenant.System, run, default) is null;

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "It never came.");
            await Task.Yield();
        }
    }

    /// <summary>The job of the next process some minutes later.</summary>
    private async Task LaterAsync()
    {
        var later = new FakeTimeProvider(clock.GetUtcNow().AddMinutes(5));
        var failed = new FailedRuns(api.Get<IDocumentStore>(), later);
        var responder = new FailureResponder(
            api.Get<RunStore>(),
            failed,
            api.Get<FailureDesk>(),
            api.Get<FlowAlerts>(),
            api.Get<FlowCatalog>(),
            api.Get<RunLauncher>(),
            api.Get<RunRights>(),
            api.Get<WebhookRegistry>(),
            Options.Create(new WebhooksOptions()),
            NullLogger<FailureResponder>.Instance);
        await new FailureJob(failed, responder, static _ => { }, later, NullLogger<FailureJob>.Instance)
            .RunAsync(api.Get<DurableTaskClient>(), later.GetUtcNow().AddSeconds(40), default);
    }
}
