using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Operators;
using HiveFlow.Functions.Sandbox;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.HostFixture;
using HiveFlow.Live.Instances;
using HiveFlow.Live.Redis;
using HiveFlow.Runs;
using HiveFlow.Sandbox;
using HiveFlow.Sandbox.Leftovers;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Sandbox;

/// <summary>An instance, beside which others make sandboxes and die, and a service that fails.</summary>
public sealed class SandboxSweepTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TestFolder folder = TestFolder.Create();
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private RedisProcess redis = null!;
    private CodeServer code = null!;
    private ApiHost api = null!;
    private SandboxSweepJob job = null!;

    public async Task InitializeAsync()
    {
        if (RedisProcess.Program is null)
        {
            return;
        }

        redis = await RedisProcess.StartAsync();
        code = await CodeServer.StartAsync();
        api = await ApiHost.StartAsync(
            null, new Dictionary<string, string?>(code.Settings(":")) { ["HiveFlow:Redis:ConnectionString"] = redis.ConnectionString });

        // An embedded host clears up when it starts; what comes later is the job's.
        await code.Listed.WaitAsync(Patience);
        var sweeper = new SandboxSweeper(api.Get<SandboxOptions>(), api.Get<SandboxSource>(), api.Get<IHttpClientFactory>(), clock);
        job = new SandboxSweepJob(sweeper, api.Get<InstanceRegistry>(), api.Get<InstanceBeat>(), api.Get<RunStore>(), NullLogger<SandboxSweepJob>.Instance);
    }

    public async Task DisposeAsync()
    {
        if (redis is not null)
        {
            await api.DisposeAsync();
            await code.DisposeAsync();
            await redis.DisposeAsync();
        }

        folder.Dispose();
    }

    [RedisFact]
    public async Task The_sandbox_of_an_instance_that_was_killed_is_removed_by_another_and_those_of_the_living_stay()
    {
        var data = Path.Combine(folder.Path, "data");
        var settings = new Dictionary<string, string?>(code.Settings("__")) { ["HiveFlow__Redis__ConnectionString"] = redis.ConnectionString };
        await using (var process = await HiveFlowProcess.StartAsync(data, settings, "--quiet"))
        {
            using var owner = OwnerClient.Of(process.Address, data);
            var flow = await owner.CreateFlowAsync("Coder", JsonNode.Parse(Nodes)!.AsArray(), []);
            var (status, _) = await owner.PostAsync($"api/flows/{flow}/execute", new JsonObject());
            Assert.Equal(HttpStatusCode.Accepted, status);
            await code.Called.WaitAsync(Patience);
            await process.KillAsync();
        }

        var (orphan, labels) = Assert.Single(code.Sandboxes);
        var dead = labels["process"]!.GetValue<string>();
        code.Add("living", Labels("default", api.Get<InstanceBeat>().Id));
        code.Add("foreign", Labels("another", "unknown"));
        await RunAsync();
        Assert.Contains(orphan, code.Sandboxes.Keys);

        // Its word is over as it is when nobody renews it for half a minute.
        var connection = api.Get<RedisConnection>();
        await (await connection.GetAsync(default))!.GetDatabase().KeyDeleteAsync($"{connection.Prefix}instance:{dead}");
        await RunAsync();
        await RunAsync();

        Assert.Equal(["foreign", "living"], code.Sandboxes.Keys.Order());
    }

    [RedisFact]
    public async Task The_sandbox_of_a_run_that_has_ended_is_removed_when_that_could_not_be_done_at_once()
    {
        code.IsBroken = true;
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes);
        var ended = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}");
        Assert.Equal("failed", ended["status"]!.GetValue<string>());
        Assert.NotEmpty(code.Sandboxes);
        await RunAsync();
        await RunAsync();
        Assert.NotEmpty(code.Sandboxes);

        code.IsBroken = false;
        await RunAsync();

        Assert.Empty(code.Sandboxes);
    }

    [RedisFact]
    public async Task While_redis_is_away_nobody_knows_who_is_dead_and_nothing_is_removed()
    {
        code.Add("somebody", Labels("default", "unknown"));
        await RunAsync();
        await redis.DisposeAsync();

        await RunAsync();

        Assert.Single(code.Sandboxes);
        redis = await RedisProcess.StartAsync(redis.Port);
    }

    private const string Nodes = """[{"id":"a","type":"custom","data":{"nodeType":"code","startNode":true,"language":"python","code":"result = 1"}}]""";

    private static JsonObject Labels(string deployment, string process) => new() { ["hiveflow"] = deployment, ["process"] = process };

    // The minute's call.
    private async Task RunAsync()
    {
        await job.RunAsync(api.Get<DurableTaskClient>(), clock.GetUtcNow().AddSeconds(40), default);
        clock.Advance(TimeSpan.FromMinutes(1));
    }
}
