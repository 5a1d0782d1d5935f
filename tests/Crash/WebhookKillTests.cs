using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;

namespace HiveFlow.Crash;

/// <summary>
/// The promise of webhooks: what was acknowledged is not lost, however the host ends. The real program, killed again and again while
/// senders deliver; whoever got no answer delivers again under the same name, as senders do.
/// </summary>
public sealed class WebhookKillTests
{
    private const int Kills = 12;
    private const int Senders = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string[] Quiet = ["--quiet", "HiveFlow:Sandbox:Local:IsEnabled=false", "HiveFlow:Limits:Factor=1000"];

    [Fact]
    public async Task Kills_at_random_moments_lose_no_acknowledged_delivery_and_start_none_twice()
    {
        using var folder = TestFolder.Create();
        var data = Path.Combine(folder.Path, "data");
        var random = new Random(20261126);
        var runs = new ConcurrentDictionary<string, string>();
        var unanswered = new ConcurrentQueue<string>();
        (string Flow, string Address)? hook = null;
        var next = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = await HiveFlowProcess.StartAsync(data, Quiet);
            using var owner = OwnerClient.Of(process.Address, data);
            hook ??= await MakeAsync(owner);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = process.Address };
            var left = random.Next(1, 60);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var senders = Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
            {
                while (!enough.Task.IsCompleted)
                {
                    var name = unanswered.TryDequeue(out var again) ? again : $"msg-{Interlocked.Increment(ref next)}";
                    if (await DeliverAsync(http, hook.Value.Address, name) is not { } run)
                    {
                        unanswered.Enqueue(name);
                        return;
                    }

                    Assert.Equal(run, runs.GetOrAdd(name, run));
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        enough.TrySetResult();
                    }
                }
            })).ToArray();
            await enough.Task.WaitAsync(Patience);
            await process.KillAsync();
            await Task.WhenAll(senders);
        }

        await using var last = await HiveFlowProcess.StartAsync(data, Quiet);
        using var reader = OwnerClient.Of(last.Address, data);
        using var sender = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = last.Address };
        while (unanswered.TryDequeue(out var name))
        {
            runs[name] = await DeliverAsync(sender, hook!.Value.Address, name) ?? throw new InvalidOperationException($"{name} was not taken.");
        }

        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (pair, _) =>
        {
            // What the last process left open is started within seconds of the next one's start.
            var events = await reader.EventsOfPromisedAsync(pair.Value);
            Assert.Equal("run.completed", (string?)events[^1]["type"]);
            var run = (await reader.GetAsync($"api/runs/{pair.Value}"))["run"]!;
            Assert.Equal(pair.Key, (string?)run["output"]!["name"]);
        });
        Assert.Equal(runs.Count, runs.Values.Distinct().Count());
        Assert.Equal(runs.Count, (int)(await reader.GetAsync($"api/flows/{hook!.Value.Flow}"))["flow"]!["processCount"]!);
        Assert.Equal(0, await last.StopAsync());
    }

    private static async Task<(string Flow, string Address)> MakeAsync(OwnerClient owner)
    {
        JsonArray nodes =
        [
            new JsonObject { ["id"] = "t", ["type"] = "custom", ["data"] = new JsonObject { ["nodeType"] = "trigger", ["startNode"] = true } },
            new JsonObject
            {
                ["id"] = "s",
                ["type"] = "custom",
                ["data"] = new JsonObject
                {
                    ["nodeType"] = "set", ["checkpoint"] = true, ["values"] = new JsonObject { ["name"] = "{{ trigger.body.name }}" },
                },
            },
        ];
        var flow = await owner.CreateFlowAsync("Receiver", nodes, [new JsonObject { ["id"] = "e", ["source"] = "t", ["target"] = "s" }]);
        await owner.PostAsync($"api/flows/{flow}/resume", null);
        var (_, made) = await owner.PostAsync($"api/flows/{flow}/webhooks", new JsonObject());
        return (flow, $"api/hooks/{made!["webhook"]!["token"]}");
    }

    /// <summary>The run's id; null when the process died before it answered.</summary>
    private static async Task<string?> DeliverAsync(HttpClient http, string address, string name)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, UriKind.Relative))
            {
                Content = new StringContent($$"""{"name":"{{name}}"}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("webhook-id", name);
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode == HttpStatusCode.Accepted
                ? (string)JsonNode.Parse(text)!["executionId"]!
                : throw new InvalidOperationException($"{name}: {answer.StatusCode} {text}");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
