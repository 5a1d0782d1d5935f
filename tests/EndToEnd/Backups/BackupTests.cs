using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.EndToEnd.Backups;

/// <summary>The real program, copied while it works, and its copy started elsewhere.</summary>
public sealed class BackupTests : IDisposable
{
    private const int Callers = 4;
    private const int Enough = 40;
    private const int Most = 400;
    private static readonly string[] Quiet = ["--quiet", "HiveFlow:Sandbox:Local:IsEnabled=false"];
    private readonly TestFolder folder = TestFolder.Create();

    private string Data => Path.Combine(folder.Path, "data");

    private string Copy => Path.Combine(folder.Path, "copy");

    private string Restored => Path.Combine(folder.Path, "restored");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_backup_made_under_load_and_restored_elsewhere_ends_every_run_that_was_accepted_before_it()
    {
        string flow, hook;
        IReadOnlyList<string> promised;
        await using (var process = await HiveFlowProcess.StartAsync(Data, Quiet))
        {
            using var client = OwnerClient.Of(process.Address, Data);
            (flow, hook) = await MakeFlowAsync(client);
            var accepted = new ConcurrentQueue<string>();
            var isEnough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var stopping = new CancellationTokenSource();
            var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                while (!stopping.IsCancellationRequested && accepted.Count < Most)
                {
                    accepted.Enqueue(await StartAsync(client, flow));
                    if (accepted.Count >= Enough)
                    {
                        isEnough.TrySetResult();
                    }
                }
            })).ToArray();
            await isEnough.Task.WaitAsync(TimeSpan.FromMinutes(2));
            promised = [.. accepted];
            await CallAsync("backup", "--to", Copy, "--data", Data);
            await stopping.CancelAsync();
            await Task.WhenAll(callers);
            await process.KillAsync();
        }

        await CallAsync("restore", "--from", Copy, "--data", Restored);
        Assert.Null(SqliteFile.Check(Path.Combine(Restored, "hiveflow.db")));

        await using var next = await HiveFlowProcess.StartAsync(Restored, Quiet);
        using var again = OwnerClient.Of(next.Address, Restored);

        // Routes come from the store: the webhook is there as soon as anything is.
        var (status, delivered) = await again.PostAsync(hook, new JsonObject { ["text"] = "hook" });
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal("run.completed", (string?)(await again.EventsOfPromisedAsync((string)delivered!["executionId"]!))[^1]["type"]);
        var there = await RunsAsync(again, flow);
        Assert.Empty(promised.Except(there));

        // Others were being taken at the very moment, and nobody had been told yet: those end as zombies minutes later.
        await Parallel.ForEachAsync(promised, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (run, _) => await CheckAsync(again, run));

        await CheckCreditsAsync(again);
        Assert.Equal(0, await next.StopAsync());
        Assert.Null(SqliteFile.Check(Path.Combine(Restored, "hiveflow.db")));
    }

    private static async Task CallAsync(params string[] arguments)
    {
        await using var command = HiveFlowProcess.Call(arguments);
        var code = await command.EndAsync();
        Assert.True(code == 0, $"{string.Join(' ', arguments)} ended with {code}: {command.Output}");
    }

    private static async Task<(string Flow, string Hook)> MakeFlowAsync(OwnerClient client)
    {
        // Large enough to be kept in a file.
        var large = new string('x', 20_000);
        var flow = await client.CreateFlowAsync(
            "Copied",
            [
                Node("start", new JsonObject { ["nodeType"] = "trigger", ["startNode"] = true }),
                Node("first", new JsonObject { ["nodeType"] = "set", ["checkpoint"] = true, ["values"] = new JsonObject { ["text"] = large } }),
                Node("wait", new JsonObject { ["nodeType"] = "delay", ["duration"] = "300ms" }),
                Node("answer", new JsonObject { ["nodeType"] = "respond", ["body"] = new JsonObject { ["text"] = "{{ nodes.first.output.text }}" } }),
            ],
            [Edge("start", "first"), Edge("first", "wait"), Edge("wait", "answer")]);
        var (resumed, _) = await client.PostAsync($"api/flows/{flow}/resume", null);
        Assert.Equal(HttpStatusCode.OK, resumed);
        var (made, hook) = await client.PostAsync($"api/flows/{flow}/webhooks", new JsonObject { ["type"] = "simple" });
        Assert.Equal(HttpStatusCode.Created, made);
        return (flow, new Uri((string)hook!["webhook"]!["url"]!).AbsolutePath.TrimStart('/'));
    }

    private static JsonObject Node(string id, JsonObject data) => new() { ["id"] = id, ["type"] = "custom", ["data"] = data };

    private static JsonObject Edge(string from, string to) => new() { ["id"] = $"{from}-{to}", ["source"] = from, ["target"] = to };

    private static async Task<string> StartAsync(OwnerClient client, string flow)
    {
        var (status, body) = await client.PostAsync($"api/flows/{flow}/execute", new JsonObject { ["inputs"] = new JsonObject() });
        Assert.Equal(HttpStatusCode.Accepted, status);
        return (string)body!["executionId"]!;
    }

    private static async Task CheckAsync(OwnerClient client, string run)
    {
        var events = await client.EventsAsync(run);
        Assert.True((string?)events[^1]["type"] == "run.completed", events[^1].ToJsonString());
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(one => (long)one["seq"]!));
        Assert.Equal(20_000, ((string)(await client.GetAsync($"api/runs/{run}"))["run"]!["output"]!["text"]!).Length);
    }

    private static async Task<IReadOnlyList<string>> RunsAsync(OwnerClient client, string flow)
    {
        List<string> runs = [];
        for (string? next = $"api/runs?flowId={flow}&limit=200"; next is not null;)
        {
            var page = await client.GetAsync(next);
            runs.AddRange(page["runs"]!.AsArray().Select(run => (string)run!["id"]!));
            next = (string?)page["nextCursor"] is { } cursor ? $"api/runs?flowId={flow}&limit=200&cursor={Uri.EscapeDataString(cursor)}" : null;
        }

        return runs;
    }

    /// <summary>What is available and held together is the sum of the ledger.</summary>
    private static async Task CheckCreditsAsync(OwnerClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var sum = 0L;
            for (string? next = "api/credits/ledger?limit=200"; next is not null;)
            {
                var page = await client.GetAsync(next);
                sum += page["entries"]!.AsArray().Sum(entry => (long)entry!["amount"]!);
                next = (string?)page["nextCursor"] is { } cursor ? $"api/credits/ledger?limit=200&cursor={Uri.EscapeDataString(cursor)}" : null;
            }

            var credits = (await client.GetAsync("api/credits"))["credits"]!;
            if ((long)credits["available"]! + (long)credits["reserved"]! == sum)
            {
                return;
            }

            // Credits are given back right after a run's end, not with it.
            Assert.False(patience.IsCancellationRequested, $"The ledger sums up to {sum}, and the balance is {credits}.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
    }
}
