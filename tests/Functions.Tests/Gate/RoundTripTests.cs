using System.Net;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Live.Redis;
using HiveFlow.ModelServer;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>How often a request waits for Redis, on a host whose clock stands still: nothing else of it talks to Redis after the start.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private const int Requests = 10;
    private const string Held = """[{"id":"h","type":"custom","data":{"nodeType":"http","startNode":true,"url":"URL/held"}}]""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ApiHost api = null!;

    public async Task InitializeAsync() => api = await ApiHost.StartAsync(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task A_reading_waits_for_Redis_once_and_a_start_twice_until_its_first_step_is_at_work()
    {
        api.Models.Decide = _ => new ScriptedAnswer { HangAfter = 0 };
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Held.Replace("URL", api.Models.Url, StringComparison.Ordinal));
        List<string> runs = [];
        await StartAsync(client, flow, runs);

        await CountAsync(Requests, () => client.CallAsync("GET", $"api/flows/{flow}"));
        await CountAsync(2 * Requests, () => StartAsync(client, flow, runs));

        foreach (var run in runs)
        {
            await client.CallAsync("POST", $"api/runs/{run}/cancel");
        }
    }

    /// <summary>Starts a run and waits until its step is at work.</summary>
    private async Task StartAsync(FlowClient client, string flow, List<string> runs)
    {
        var started = await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted);
        runs.Add(started["executionId"]!.GetValue<string>());
        var began = TimeProvider.System.GetTimestamp();
        while (api.Models.Requests.Count < runs.Count)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                Assert.Fail($"The step never began: {await client.CallAsync("GET", $"api/runs/{runs[^1]}")}");
            }

            await Task.Yield();
        }
    }

    /// <summary>Does it some times, and again while what began with the host is still talking.</summary>
    private async Task CountAsync(int expected, Func<Task> act)
    {
        var connection = (await api.Get<RedisConnection>().GetAsync(default))!;
        var session = new ProfilingSession();
        connection.RegisterProfiler(() => session);
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            for (var request = 0; request < Requests; request++)
            {
                await act();
            }

            var sent = session.FinishProfiling().Where(command => !command.Flags.HasFlag(CommandFlags.FireAndForget) && command.Command is not ("PING" or "ECHO" or "INFO")).ToList();
            if (sent.Count == expected)
            {
                Assert.All(sent, command => Assert.Equal("EVAL", command.Command));
                return;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < Patience,
                $"{sent.Count} instead of {expected}: {string.Join(", ", sent.CountBy(command => command.Command))}.");
        }
    }
}
