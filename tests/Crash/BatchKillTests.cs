using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;

namespace HiveFlow.Crash;

/// <summary>
/// The promise of batches: once one is on disk, each of its inputs gets one run, however the host ends. The real program, killed while a batch
/// starts its runs.
/// </summary>
public sealed class BatchKillTests
{
    private const int Inputs = 300;
    private static readonly string[] Quiet = ["--quiet", "HiveFlow:Sandbox:Local:IsEnabled=false", "HiveFlow:Limits:Factor=1000"];

    [Fact]
    public async Task A_kill_while_a_batch_starts_its_runs_leaves_one_run_for_each_input_and_the_batch_ends()
    {
        using var folder = TestFolder.Create();
        var data = Path.Combine(folder.Path, "data");
        string flow;
        await using (var process = await HiveFlowProcess.StartAsync(data, Quiet))
        {
            using var owner = OwnerClient.Of(process.Address, data);
            flow = await owner.CreateFlowAsync("Counted", [Node()], []);
            var call = CallAsync(owner, flow);

            // Some of its runs are made: the batch is on disk, and seldom all of it.
            await UntilAsync(async () => await BatchAsync(owner, flow) is { } begun && await MadeAsync(owner, flow, (string)begun["id"]!) > 0);
            await process.KillAsync();
            await call;
        }

        await using var again = await HiveFlowProcess.StartAsync(data, Quiet);
        using var reader = OwnerClient.Of(again.Address, data);
        var batch = (string)(await BatchAsync(reader, flow))!["id"]!;
        JsonNode? shown = null;
        await UntilAsync(async () => (string?)(shown = (await reader.GetAsync($"api/flows/{flow}/batches/{batch}"))["batch"])!["status"] == "ended");

        Assert.Equal((0, 0, Inputs), ((int)shown!["counts"]!["pending"]!, (int)shown["counts"]!["active"]!, (int)shown["counts"]!["completed"]!));
        var runs = await RunsAsync(reader, $"api/flows/{flow}/batches/{batch}/runs");
        Assert.Equal(Enumerable.Range(0, Inputs), runs.Select(run => (int)run["index"]!));
        Assert.Equal(Inputs, runs.Select(run => (string)run["executionId"]!).Distinct().Count());

        // No others of the flow were made.
        Assert.Equal(Inputs, (await RunsAsync(reader, $"api/runs?flowId={flow}")).Count);
        Assert.Equal(Inputs, (int)(await reader.GetAsync($"api/flows/{flow}"))["flow"]!["processCount"]!);
        var last = (await reader.GetAsync($"api/runs/{runs[^1]["executionId"]}"))["run"]!;
        Assert.Equal(Inputs - 1, (int)last["output"]!["n"]!);
        Assert.Equal(0, await again.StopAsync());
    }

    private static JsonObject Node() => new()
    {
        ["id"] = "s",
        ["type"] = "custom",
        ["data"] = new JsonObject { ["nodeType"] = "set", ["startNode"] = true, ["values"] = new JsonObject { ["n"] = "{{ inputs.n }}" } },
    };

    /// <summary>The answer does not matter: the process may die before it.</summary>
    private static async Task CallAsync(OwnerClient owner, string flow)
    {
        try
        {
            var inputs = new JsonArray([.. Enumerable.Range(0, Inputs).Select(n => new JsonObject { ["n"] = n })]);
            var (status, body) = await owner.PostAsync($"api/flows/{flow}/batches", new JsonObject { ["inputs"] = inputs });
            Assert.True(status == HttpStatusCode.Accepted, $"{status} {body}");
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
    }

    private static async Task<JsonNode?> BatchAsync(OwnerClient owner, string flow) =>
        (await owner.GetAsync($"api/flows/{flow}/batches"))["batches"]!.AsArray().SingleOrDefault();

    private static async Task<int> MadeAsync(OwnerClient owner, string flow, string batch) =>
        (await owner.GetAsync($"api/flows/{flow}/batches/{batch}/runs?limit=1"))["runs"]!.AsArray().Count;

    private static async Task<List<JsonNode>> RunsAsync(OwnerClient owner, string path)
    {
        List<JsonNode> all = [];
        string? cursor = null;
        do
        {
            var page = await owner.GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=200{(cursor is null ? string.Empty : "&cursor=" + Uri.EscapeDataString(cursor))}");
            all.AddRange(page["runs"]!.AsArray().Select(run => run!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);

        return all;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }
}
