using System.Text.Json;
using DurableTask.Core;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>Our orchestrations on the official replay, and what our functions ask of the official durable client.</summary>
[Collection(WorkerGroup.Name)]
public sealed class DurableTests(StandInHost host) : IDisposable
{
    private const string Set = """{"nodeType": "set", "checkpoint": true, "values": {"greeting": "Hello, {{ inputs.name }}!"}}""";
    private const string WaitForEvent = """{"nodeType": "wait", "waitFor": "event", "event": "paid"}""";

    public void Dispose() => Assert.Empty(host.Link.Faults);

    [Fact]
    public async Task A_person_registers_and_a_flow_runs_through_the_official_durable_functions()
    {
        var caller = await host.AdaAsync();
        var flow = await caller.FlowAsync(("hello", Set), ("again", """{"nodeType": "set", "checkpoint": true, "values": {"text": "{{ nodes.hello.output.greeting }}"}}"""));

        var run = await caller.RunAsync(flow, """{"name": "Ada"}""");

        Assert.True(Status(run) == "completed", $"{run} {string.Join('\n', host.Link.Log)}");
        Assert.Equal("Hello, Ada!", run.GetProperty("output").GetProperty("text").GetString());
        var steps = await caller.GetAsync($"/api/runs/{Id(run)}/steps");
        Assert.Equal(3, steps.Body.GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public async Task A_call_that_fails_is_made_again_after_a_durable_timer_under_the_same_key()
    {
        var caller = await host.AdaAsync();
        var flow = await caller.FlowAsync(("order", $$$"""
            {"nodeType": "http", "method": "POST", "url": "{{{new Uri(host.Outside.Address, "/order")}}}", "body": {}, "retry": {"maxAttempts": 3, "backoff": 1}}
            """));

        var run = await caller.RunAsync(flow);

        Assert.True(Status(run) == "completed", $"{run} {string.Join('\n', host.Link.Log)}");
        Assert.Equal(2, host.Outside.Keys.Count);
        Assert.NotEmpty(Assert.Single(host.Outside.Keys.Distinct()));
    }

    [Fact]
    public async Task A_map_runs_its_items_and_a_subflow_is_a_run_of_its_own()
    {
        var caller = await host.AdaAsync();
        var greeting = await caller.FlowAsync(("hello", Set));
        var flow = await caller.GraphAsync(
            [
                ("each", """{"nodeType": "map", "items": "{{ inputs.names }}"}"""),
                ("greet", $$$$"""{"nodeType": "subflow", "flowId": "{{{{greeting}}}}", "version": "draft", "inputs": {"name": "{{ item }}"}}"""),
            ],
            """{"id": "1", "source": "start", "target": "each"}, {"id": "2", "source": "each", "target": "greet", "sourceHandle": "body"}""");

        var run = await caller.RunAsync(flow, """{"names": ["Ada", "Grace"]}""");

        Assert.True(Status(run) == "completed", $"{run} {string.Join('\n', host.Link.Log)}");
        var results = run.GetProperty("output").GetProperty("results").EnumerateArray().Select(r => r.GetProperty("greeting").GetString());
        Assert.Equal(["Hello, Ada!", "Hello, Grace!"], results);
    }

    [Fact]
    public async Task A_stream_of_a_run_tells_each_event_as_it_comes_and_an_event_from_outside_wakes_the_run()
    {
        var caller = await host.AdaAsync();
        var run = await caller.StartAsync(await caller.FlowAsync(("w", WaitForEvent)));
        using var answer = await caller.SendAsync(HttpMethod.Get, $"/api/runs/{run}/events", null);
        Assert.True(answer.IsSuccessStatusCode, await Told(answer));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync());

        await UntilAsync(events, "event: step.waiting");
        var (sent, body) = await caller.PostAsync($"/api/runs/{run}/events/paid", """{"amount": 7}""");
        await UntilAsync(events, "event: run.completed");

        Assert.True(sent == 202, body.ToString());
        var (_, ended) = await caller.GetAsync($"/api/runs/{run}");
        Assert.Equal("completed", ended.GetProperty("run").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_durable_timer_wakes_a_run_and_its_events_are_there_afterwards()
    {
        var caller = await host.AdaAsync();
        var run = await caller.RunAsync(await caller.FlowAsync(("later", """{"nodeType": "delay", "duration": "1s"}""")));

        using var answer = await caller.SendAsync(HttpMethod.Get, $"/api/runs/{Id(run)}/events", null);
        var events = await answer.Content.ReadAsStringAsync();

        Assert.Equal("completed", Status(run));
        Assert.Contains("step.waiting", events, StringComparison.Ordinal);
        Assert.Contains("run.completed", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_run_is_cancelled_and_its_orchestration_ends()
    {
        var caller = await host.AdaAsync();
        var run = await caller.StartAsync(await caller.FlowAsync(("later", """{"nodeType": "delay", "duration": "1h"}""")));

        var (status, body) = await caller.PostAsync($"/api/runs/{run}/cancel", "");

        Assert.True(status == 200, $"{status}: {body}");
        Assert.Equal("cancelled", body.GetProperty("run").GetProperty("status").GetString());
        var ended = await host.Orchestrations.WaitForOrchestrationAsync(run, null!, Caller.Patience, CancellationToken.None);
        Assert.Contains(ended.OrchestrationStatus, (OrchestrationStatus[])[OrchestrationStatus.Completed, OrchestrationStatus.Terminated]);
    }

    [Fact]
    public async Task A_run_that_is_deleted_takes_its_history_along()
    {
        var caller = await host.AdaAsync();
        var run = Id(await caller.RunAsync(await caller.FlowAsync(("hello", Set)), """{"name": "Ada"}"""));
        await host.Orchestrations.WaitForOrchestrationAsync(run, null!, Caller.Patience, CancellationToken.None);

        var (status, body) = await caller.DeleteAsync($"/api/runs/{run}");

        Assert.True(status == 200, $"{status}: {body}");
        Assert.Equal(404, (await caller.GetAsync($"/api/runs/{run}")).Status);
        Assert.Null(await host.Orchestrations.GetOrchestrationStateAsync(run, null!));
    }

    [Fact]
    public async Task What_follows_from_a_failure_is_started_once_however_often_the_timer_fires()
    {
        var caller = await host.AdaAsync();
        var rescue = await caller.FlowAsync(("hello", Set));
        var failing = await caller.FlowAsync(("call", """{"nodeType": "http", "method": "GET", "url": "http://127.0.0.1:1/"}"""));
        using var handling = await caller.SendAsync(
            HttpMethod.Put,
            $"/api/flows/{failing}/failure-handling",
            new StringContent($$"""{"errorFlowId": "{{rescue}}"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.True(handling.IsSuccessStatusCode, await handling.Content.ReadAsStringAsync());
        Assert.Equal("failed", Status(await caller.RunAsync(failing)));

        var began = TimeProvider.System.GetTimestamp();
        var runs = 0;
        while (runs == 0 && TimeProvider.System.GetElapsedTime(began) < Caller.Patience)
        {
            await host.FireAsync("Maintenance_Minute");
            runs = (await caller.GetAsync($"/api/runs?flowId={rescue}&trigger=error")).Body.GetProperty("runs").GetArrayLength();
        }

        await host.FireAsync("Maintenance_Minute");
        Assert.Equal(1, (await caller.GetAsync($"/api/runs?flowId={rescue}&trigger=error")).Body.GetProperty("runs").GetArrayLength());
    }

    private static async Task UntilAsync(StreamReader events, string line)
    {
        using var limit = new CancellationTokenSource(Caller.Patience);
        while (await events.ReadLineAsync(limit.Token) is { } next)
        {
            if (next == line)
            {
                return;
            }
        }

        Assert.Fail($"The stream ended before '{line}'.");
    }

    private static async Task<string> Told(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? string.Empty : await answer.Content.ReadAsStringAsync();

    private static string Id(JsonElement run) => run.GetProperty("executionId").GetString()!;

    private static string Status(JsonElement run) => run.GetProperty("status").GetString()!;
}
