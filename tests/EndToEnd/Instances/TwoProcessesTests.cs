using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;

namespace HiveFlow.EndToEnd.Instances;

public sealed class TwoProcessesTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    [NeedsMongoAndRedis]
    public async Task Two_processes_on_one_MongoDB_know_each_others_keys_flows_and_runs()
    {
        await using var redis = await RedisProcess.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["HiveFlow__Storage__Mongo__ConnectionString"] = NeedsMongoAndRedisAttribute.ConnectionString,
            ["HiveFlow__Storage__Mongo__Database"] = $"hiveflow_test_{Guid.NewGuid():N}"[..40],
            ["HiveFlow__Redis__ConnectionString"] = redis.ConnectionString,
            ["HiveFlow__Identity__KeysFolder"] = Path.Combine(folder.Path, "keys"),
            ["HiveFlow__Vault__KeysFolder"] = Path.Combine(folder.Path, "keys"),
        };
        var firstFolder = Path.Combine(folder.Path, "first");
        await using var first = await HiveFlowProcess.StartAsync(firstFolder, settings, "--quiet");
        await using var second = await HiveFlowProcess.StartAsync(Path.Combine(folder.Path, "second"), settings, "--quiet");
        using var here = OwnerClient.Of(first.Address, firstFolder);
        using var there = OwnerClient.Of(second.Address, firstFolder);
        var flow = await here.CreateFlowAsync("Shared", Nodes(), Edges());

        var (status, run) = await here.PostAsync($"api/flows/{flow}/execute", new JsonObject());
        var events = await there.EventsAsync((string)run!["executionId"]!);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal("run.completed", (string)events[^1]["type"]!);
        Assert.Equal(flow, (string)(await there.GetAsync($"api/flows/{flow}"))["flow"]!["id"]!);
    }

    public void Dispose() => folder.Dispose();

    private static JsonArray Nodes() => new(
        new JsonObject { ["id"] = "start", ["type"] = "custom", ["data"] = new JsonObject { ["nodeType"] = "trigger", ["startNode"] = true } },
        new JsonObject { ["id"] = "later", ["type"] = "custom", ["data"] = new JsonObject { ["nodeType"] = "delay", ["duration"] = "500ms" } });

    private static JsonArray Edges() => new(new JsonObject { ["id"] = "e", ["source"] = "start", ["target"] = "later" });
}
