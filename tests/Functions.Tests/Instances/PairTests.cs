using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Live.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Instances;

public sealed class PairTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RedisFact]
    public async Task A_session_begun_on_one_instance_is_good_on_the_other_and_over_on_both_when_it_ends()
    {
        await using var pair = await Pair.StartAsync();
        var token = await pair.RegisterAsync("ada@example.com");
        using var before = await Pair.SendAsync(pair.Second, "GET", "/api/auth/profile", token);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = pair.Second.Services.GetRequiredService<Revocations>().Subscribe(_ => heard.TrySetResult());

        using var logout = await Pair.SendAsync(pair.First, "POST", "/api/auth/logout", token);

        Assert.Equal(HttpStatusCode.OK, logout.StatusCode);
        await heard.Task.WaitAsync(Patience);
        using var after = await Pair.SendAsync(pair.Second, "GET", "/api/auth/profile", token);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [RedisFact]
    public async Task Both_instances_count_against_one_limit()
    {
        await using var pair = await Pair.StartAsync(new Dictionary<string, string?>
        {
            ["HiveFlow:Limits:Factor"] = "1",
            ["HiveFlow:Limits:Plans:default:User:PerMinute"] = "1",
            ["HiveFlow:Limits:Plans:default:User:Burst"] = "10",
        });
        var token = await pair.RegisterAsync("ada@example.com");

        var began = TimeProvider.System.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async n =>
        {
            using var answer = await Pair.SendAsync(n % 2 == 0 ? pair.First : pair.Second, "GET", "/api/flows", token);
            return answer.StatusCode;
        }));

        // One comes back each minute.
        var let = answers.Count(status => status == HttpStatusCode.OK);
        Assert.InRange(let, 10, 10 + (int)TimeProvider.System.GetElapsedTime(began).TotalMinutes);
        Assert.Equal(64 - let, answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [RedisFact]
    public async Task A_run_of_one_instance_is_watched_on_the_other_to_its_end()
    {
        await using var pair = await Pair.StartAsync();
        var token = await pair.RegisterAsync("ada@example.com");
        var flow = await ApiHost.ReadAsync(await Pair.SendAsync(pair.Second, "POST", "/api/flows", token, Flow()), HttpStatusCode.Created);
        var id = flow["flow"]!["id"]!.GetValue<string>();
        var run = await ApiHost.ReadAsync(
            await Pair.SendAsync(pair.First, "POST", $"/api/flows/{id}/execute", token, new JsonObject()), HttpStatusCode.Accepted);

        using var events = await Pair.SendAsync(pair.Second, "GET", $"/api/runs/{run["executionId"]!.GetValue<string>()}/events", token);
        var text = await events.Content.ReadAsStringAsync().WaitAsync(Patience);

        Assert.Contains("event: run.started", text, StringComparison.Ordinal);
        Assert.Contains("event: step.waiting", text, StringComparison.Ordinal);
        Assert.Contains("event: run.completed", text, StringComparison.Ordinal);
    }

    private static JsonObject Flow() => new()
    {
        ["name"] = "Watched",
        ["nodes"] = new JsonArray(
            new JsonObject { ["id"] = "start", ["type"] = "custom", ["data"] = new JsonObject { ["nodeType"] = "trigger", ["startNode"] = true } },
            new JsonObject { ["id"] = "later", ["type"] = "custom", ["data"] = new JsonObject { ["nodeType"] = "delay", ["duration"] = "500ms" } }),
        ["edges"] = new JsonArray(new JsonObject { ["id"] = "e", ["source"] = "start", ["target"] = "later" }),
    };
}
