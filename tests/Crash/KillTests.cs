using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;

namespace HiveFlow.Crash;

/// <summary>
/// The promise of the embedded host: what it has accepted is not lost, however it ends. The real program, killed again and again
/// while callers start runs of several durable steps, and runs that fail, whose error flow is to be run once for each.
/// </summary>
public sealed class KillTests
{
    private const int Kills = 50;
    private const int Callers = 6;
    private const int EachFailing = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string[] Quiet = ["--quiet", "HiveFlow:Sandbox:Local:IsEnabled=false"];

    [Fact]
    public async Task Fifty_kills_at_random_moments_lose_no_accepted_run_and_start_none_twice()
    {
        using var folder = TestFolder.Create();
        var data = Path.Combine(folder.Path, "data");
        var random = new Random(20261125);
        var runs = new ConcurrentDictionary<string, string>();
        (string Good, string Failing, string Catching)? flows = null;
        var next = 0;
        var open = new ConcurrentQueue<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = await HiveFlowProcess.StartAsync(data, Quiet);
            using var client = OwnerClient.Of(process.Address, data);
            flows ??= await CreateFlowsAsync(client);
            var left = random.Next(1, 60);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                while (!enough.Task.IsCompleted)
                {
                    // A key whose call the last crash cut off is tried again: whether it had been accepted is not known.
                    var key = open.TryDequeue(out var again) ? again : $"key-{Interlocked.Increment(ref next)}";
                    if (await StartAsync(client, FlowOf(flows.Value, key), key) is { } run)
                    {
                        Assert.Equal(run, runs.GetOrAdd(key, run));
                        if (Interlocked.Decrement(ref left) == 0)
                        {
                            enough.TrySetResult();
                        }
                    }
                    else
                    {
                        open.Enqueue(key);
                        return;
                    }
                }
            })).ToArray();
            await enough.Task.WaitAsync(Patience);
            await process.KillAsync();
            await Task.WhenAll(callers);
        }

        await using var last = await HiveFlowProcess.StartAsync(data, Quiet);
        using var reader = OwnerClient.Of(last.Address, data);
        while (open.TryDequeue(out var key))
        {
            runs[key] = await StartAsync(reader, FlowOf(flows!.Value, key), key) ?? throw new InvalidOperationException($"{key} was not accepted.");
        }

        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (run, _) =>
            await (IsFailing(run.Key) ? CheckFailureAsync(reader, flows!.Value.Catching, run.Value) : CheckAsync(reader, run.Key, run.Value)));
        Assert.Equal(runs.Count, runs.Values.Distinct().Count());
        var failing = runs.Keys.Count(IsFailing);
        Assert.Equal(
            (runs.Count - failing, failing, failing),
            (await CountRunsAsync(reader, flows!.Value.Good), await CountRunsAsync(reader, flows.Value.Failing), await CountRunsAsync(reader, flows.Value.Catching)));
        Assert.Equal(0, await last.StopAsync());
    }

    private static bool IsFailing(string key) => int.Parse(key.AsSpan(key.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) % EachFailing == 0;

    private static string FlowOf((string Good, string Failing, string Catching) flows, string key) => IsFailing(key) ? flows.Failing : flows.Good;

    private static async Task<(string Good, string Failing, string Catching)> CreateFlowsAsync(OwnerClient client)
    {
        var failing = await client.CreateFlowAsync(
            "Failing",
            [Node("first", new JsonObject { ["nodeType"] = "set", ["startNode"] = true, ["checkpoint"] = true, ["values"] = new JsonObject { ["x"] = 1 } }), Node("fail", new JsonObject { ["nodeType"] = "delay", ["seconds"] = "soon" })],
            [Edge("first", "fail")]);
        var catching = await client.CreateFlowAsync(
            "Catching", [Node("note", new JsonObject { ["nodeType"] = "set", ["startNode"] = true, ["values"] = new JsonObject { ["id"] = "{{ inputs.run.id }}" } })], []);
        var (status, body) = await client.PutAsync($"api/flows/{failing}/failure-handling", new JsonObject { ["errorFlowId"] = catching });
        Assert.True(status == HttpStatusCode.OK, $"{status} {body}");
        return (await CreateGoodFlowAsync(client), failing, catching);
    }

    private static Task<string> CreateGoodFlowAsync(OwnerClient client) => client.CreateFlowAsync(
        "Survivor",
        [
            Node("start", new JsonObject { ["nodeType"] = "trigger", ["startNode"] = true }),
            Node("first", new JsonObject { ["nodeType"] = "set", ["checkpoint"] = true, ["values"] = new JsonObject { ["key"] = "{{ inputs.key }}" } }),
            Node("wait", new JsonObject { ["nodeType"] = "delay", ["duration"] = "150ms" }),
            Node("second", new JsonObject { ["nodeType"] = "set", ["checkpoint"] = true, ["values"] = new JsonObject { ["key"] = "{{ nodes.first.output.key }}" } }),
            Node("answer", new JsonObject { ["nodeType"] = "respond", ["checkpoint"] = true, ["body"] = new JsonObject { ["key"] = "{{ nodes.second.output.key }}" } }),
        ],
        [Edge("start", "first"), Edge("first", "wait"), Edge("wait", "second"), Edge("second", "answer")]);

    private static JsonObject Node(string id, JsonObject data) => new JsonObject { ["id"] = id, ["type"] = "custom", ["data"] = data };

    private static JsonObject Edge(string from, string to) => new JsonObject { ["id"] = $"{from}-{to}", ["source"] = from, ["target"] = to };

    /// <summary>The run's id; null when the process died before it answered. What is told to come again does, under its key.</summary>
    private static async Task<string?> StartAsync(OwnerClient client, string flow, string key)
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            while (true)
            {
                var inputs = new JsonObject { ["inputs"] = new JsonObject { ["key"] = key } };
                var (status, body) = await client.PostAsync($"api/flows/{flow}/execute", inputs, key);
                if (status is HttpStatusCode.Accepted or HttpStatusCode.OK)
                {
                    return (string)body!["executionId"]!;
                }

                Assert.True(
                    status == HttpStatusCode.ServiceUnavailable && TimeProvider.System.GetElapsedTime(began) < Patience, $"{key}: {status} {body}");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task CheckAsync(OwnerClient client, string key, string id)
    {
        var events = await client.EventsAsync(id);
        Assert.Equal("run.completed", (string?)events[^1]["type"]);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(one => (long)one["seq"]!));
        Assert.Single(events, one => (string?)one["type"] == "run.started");
        var run = (await client.GetAsync($"api/runs/{id}"))["run"]!;
        Assert.Equal("completed", (string?)run["status"]);
        Assert.Equal(key, (string?)run["output"]!["key"]);
    }

    /// <summary>It failed, and its error flow is run once: at once, or soon after the start of the process that follows.</summary>
    private static async Task CheckFailureAsync(OwnerClient client, string catching, string id)
    {
        Assert.Equal("run.failed", (string?)(await client.EventsAsync(id))[^1]["type"]);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        JsonArray caught;
        while ((caught = (await client.GetAsync($"api/runs?flowId={catching}&triggerId={id}"))["runs"]!.AsArray()).Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }

        Assert.Equal("run.completed", (string?)(await client.EventsAsync((string)Assert.Single(caught)!["id"]!))[^1]["type"]);
    }

    private static async Task<int> CountRunsAsync(OwnerClient client, string flow)
    {
        var count = 0;
        string? cursor = null;
        do
        {
            var page = await client.GetAsync($"api/runs?flowId={flow}&limit=200{(cursor is null ? string.Empty : "&cursor=" + Uri.EscapeDataString(cursor))}");
            count += page["runs"]!.AsArray().Count;
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);
        return count;
    }
}
