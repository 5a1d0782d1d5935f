using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Maintenance;
using HiveFlow.HostFixture;
using HiveFlow.Identity.Bootstrap;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Alarms;

/// <summary>What is due between two calls of the minute's timer, on a clock that only the test moves.</summary>
public sealed class AlarmTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Nudge = TimeSpan.FromMilliseconds(250);
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public async Task The_last_of_several_deliveries_in_a_row_starts_when_its_seconds_are_over_and_once_though_the_host_was_restarted()
    {
        using var folder = TestFolder.Create();
        string flow, key;
        await using (var first = await TestHost.StartAsync(Settings, clock, folder: folder))
        {
            key = (await first.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default))!.Key.Reveal();
            flow = await MakeFlowAsync(first, key);
            using var made = await first.Client.PostAsJsonAsync($"api/flows/{flow}/webhooks", new { debounce = new { seconds = 5 } });
            var hook = new Uri((await ApiHost.ReadAsync(made, HttpStatusCode.Created))["webhook"]!["url"]!.GetValue<string>()).AbsolutePath;
            for (var number = 1; number <= 3; number++)
            {
                clock.Advance(TimeSpan.FromSeconds(2));
                using var delivered = await first.Client.PostAsJsonAsync(hook, new { n = number });
                Assert.Null((await ApiHost.ReadAsync(delivered, HttpStatusCode.Accepted))["executionId"]);
            }
        }

        var last = clock.GetUtcNow();
        await using var second = await TestHost.StartAsync(Settings, clock, folder: folder);
        second.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        clock.Advance(TimeSpan.FromSeconds(4));
        await MinuteAsync(second);
        Assert.Empty(await RunsAsync(second, flow));

        clock.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(second, flow, 1);
        await MinuteAsync(second);

        var run = Assert.Single(await RunsAsync(second, flow))!["processId"]!.GetValue<string>();
        var shown = await ApiHost.ReadAsync(await second.Client.GetAsync($"api/runs/{run}"), HttpStatusCode.OK);
        Assert.True(shown["run"]!["createdAt"]!.GetValue<DateTimeOffset>() >= last.AddSeconds(5));
        await RungAsync(second, last.AddSeconds(5));
        var steps = await ApiHost.ReadAsync(await EndedAsync(second, run), HttpStatusCode.OK);
        Assert.Equal(3, steps["steps"]![0]!["input"]!["body"]!["n"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_schedule_of_every_ten_seconds_starts_each_time_and_once_without_waiting_for_the_minute()
    {
        await using var host = await TestHost.StartAsync(Settings, clock);
        var flow = await MakeFlowAsync(host, (await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default))!.Key.Reveal());
        using var made = await host.Client.PostAsJsonAsync(
            $"api/flows/{flow}/schedules", new { intervalValue = 10, intervalUnit = "seconds", overlap = "parallel" });
        await ApiHost.ReadAsync(made, HttpStatusCode.Created);

        var start = clock.GetUtcNow();
        for (var number = 1; number <= 7; number++)
        {
            clock.Advance(start.AddSeconds(number * 10) - clock.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero);
            await UntilAsync(host, flow, number);
        }

        // Before the timer of the minute, which comes 45 seconds later.
        await RungAsync(host, start.AddSeconds(10));
        Assert.InRange((await RunsAsync(host, flow)).Count, 7, (int)((clock.GetUtcNow() - start).TotalSeconds / 10));
    }

    private static Dictionary<string, string?> Settings => new()
    {
        ["HiveFlow:PublicUrl"] = "http://localhost:3001",
        ["HiveFlow:Mail:PrintToConsole"] = "false",
    };

    private static async Task<string> MakeFlowAsync(TestHost host, string key)
    {
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var nodes = JsonNode.Parse($"[{Webhooks.Hook.Trigger}]");
        using var made = await host.Client.PostAsJsonAsync("api/flows", new { name = "flow", nodes, edges = Array.Empty<object>() });
        var flow = (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>();
        using var resumed = await host.Client.PostAsync($"api/flows/{flow}/resume", null);
        await ApiHost.ReadAsync(resumed, HttpStatusCode.OK);
        return flow;
    }

    private static Task MinuteAsync(TestHost host) =>
        host.Services.GetRequiredService<MaintenanceJobs>().RunAsync(host.Services.GetRequiredService<DurableTaskClient>(), default);

    private static async Task<JsonArray> RunsAsync(TestHost host, string flow)
    {
        using var shown = await host.Client.GetAsync($"api/flows/{flow}/processes?limit=200");
        return (await ApiHost.ReadAsync(shown, HttpStatusCode.OK))["processes"]!.AsArray();
    }

    /// <summary>The alarm of that instant was set, and has rung.</summary>
    private static async Task RungAsync(TestHost host, DateTimeOffset at)
    {
        using var patience = new CancellationTokenSource(Patience);
        var alarm = await host.Services.GetRequiredService<DurableTaskClient>()
            .WaitForInstanceCompletionAsync($"alarm-{at.ToUnixTimeSeconds()}", patience.Token);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, alarm.RuntimeStatus);
    }

    // A timer that is set at the very moment of an advance may have been set for the time before it, and a start that was put off (a slow
    // machine) comes again: then it takes some more.
    private async Task UntilAsync(TestHost host, string flow, int runs)
    {
        var (began, nudges) = (TimeProvider.System.GetTimestamp(), 0);
        while ((await RunsAsync(host, flow)).Count < runs)
        {
            var waited = TimeProvider.System.GetElapsedTime(began);
            Assert.True(waited < Patience, $"The run {runs} never came: {await ToldAsync(host, flow)}");
            if (waited > Nudge * (nudges + 1))
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                nudges++;
            }
        }
    }

    private static async Task<string> ToldAsync(TestHost host, string flow)
    {
        using var schedules = await host.Client.GetAsync($"api/flows/{flow}/schedules");
        return await schedules.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> EndedAsync(TestHost host, string run)
    {
        using var events = await host.Client.GetAsync($"api/runs/{run}/events");
        await events.Content.ReadAsStringAsync();
        return await host.Client.GetAsync($"api/runs/{run}/steps");
    }
}
