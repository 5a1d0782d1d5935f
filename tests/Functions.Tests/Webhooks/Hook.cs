using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Authoring;
using HiveFlow.Functions.Alarms;
using HiveFlow.Functions.Runs;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Functions.Webhooks;
using HiveFlow.Metering.Availability;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Webhooks;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Tests.Webhooks;

/// <summary>A webhook of a flow of its own, as its owner and as its senders see it.</summary>
internal sealed class Hook
{
    public const string Trigger = """{"id":"t","type":"custom","data":{"nodeType":"trigger","startNode":true}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ApiHost api;

    private Hook(ApiHost api, FlowClient owner, string flow, JsonNode made)
    {
        this.api = api;
        Owner = owner;
        Flow = flow;
        Id = made["id"]!.GetValue<string>();
        Address = new Uri(made["url"]!.GetValue<string>()).AbsolutePath.TrimStart('/');
    }

    public FlowClient Owner { get; }

    public string Flow { get; }

    public string Id { get; }

    public string Address { get; }

    public string Path => $"api/flows/{Flow}/webhooks/{Id}";

    /// <summary>Of an active flow that ends with one more node after the trigger, or with the trigger alone.</summary>
    public static async Task<Hook> MakeAsync(ApiHost api, string settings = "{}", string? node = null, bool isActive = true)
    {
        var owner = await FlowClient.OfAsync(api, api.Ada);
        var flow = node is null
            ? await owner.CreateAsync($"[{Trigger}]")
            : await owner.CreateAsync(
                $$"""[{{Trigger}},{"id":"n","type":"custom","data":{{node}}}]""", """[{"id":"e","source":"t","target":"n"}]""");
        if (isActive)
        {
            await owner.CallAsync("POST", $"api/flows/{flow}/resume");
        }

        var made = (await owner.CallAsync("POST", $"api/flows/{flow}/webhooks", settings, HttpStatusCode.Created))["webhook"]!;
        return new Hook(api, owner, flow, made);
    }

    public Task<HttpResponseMessage> SendAsync(string body = "{}", string type = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(new StringContent(body, Encoding.UTF8, type), headers);

    public Task<HttpResponseMessage> SendAsync(HttpContent body, params (string Name, string Value)[] headers) =>
        api.SendAsync("POST", Address, null, body, headers);

    /// <summary>Delivers and gives the run's id.</summary>
    public async Task<string> DeliverAsync(string body = "{}", string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(body, type, headers);
        return (await ApiHost.ReadAsync(response, HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
    }

    public async Task<JsonArray> DeliveriesAsync() => (await Owner.CallAsync("GET", Path + "/deliveries?limit=200"))["deliveries"]!.AsArray();

    public async Task<JsonArray> RunsAsync() => (await Owner.CallAsync("GET", $"api/flows/{Flow}/processes?limit=200"))["processes"]!.AsArray();

    /// <summary>Its runs once there are so many, which others may be starting.</summary>
    public async Task<JsonArray> RunsAsync(int least)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await RunsAsync() is { } runs && runs.Count >= least)
            {
                return runs;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"There never were {least} runs.");
        }
    }

    /// <summary>Waits until nothing is left to do about a delivery.</summary>
    public async Task ClosedAsync(string delivery)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await api.Get<IDocumentStore>().GetAsync(OpenDelivery.Collection, Tenant.System, delivery, default) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "Nobody closed it.");
            await Task.Yield();
        }
    }

    /// <summary>What the trigger node of a run was given.</summary>
    public async Task<JsonNode> InputAsync(string run)
    {
        using var listener = api.Get<RunEndWaiter>().Listen(run);
        if (!RunStatus.IsFinal((await Owner.CallAsync("GET", $"api/runs/{run}"))["run"]!["status"]!.GetValue<string>()))
        {
            var organization = (await api.CallerAsync(api.Ada)).OrganizationId;
            await api.Get<RunEndWaiter>().WaitAsync(listener, organization, Patience, default);
        }

        return (await Owner.CallAsync("GET", $"api/runs/{run}/steps"))["steps"]![0]!["input"]!;
    }

    /// <summary>What a new process does first.</summary>
    public async Task SweepAsync()
    {
        var starter = new DeliveryStarter(
            api.Get<DeliveryInbox>(),
            api.Get<WebhookRegistry>(),
            api.Get<FlowCatalog>(),
            api.Get<RunLauncher>(),
            api.Get<PayloadStore>(),
            api.Get<RedisHealth>(),
            Options.Create(new WebhooksOptions()),
            TimeProvider.System,
            NullLogger<DeliveryStarter>.Instance);
        await new DeliveryJob(starter, api.Get<AlarmClock>(), TimeProvider.System).RunAsync(api.Get<DurableTaskClient>(), DateTimeOffset.MaxValue, default);
    }
}
