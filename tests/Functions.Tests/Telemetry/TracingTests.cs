using System.Collections.Concurrent;
using System.Diagnostics;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Runs.Telemetry;

namespace HiveFlow.Functions.Tests.Telemetry;

[Collection(ApiGroup.Name)]
public sealed class TracingTests(ApiHost api) : IDisposable
{
    private const string Parent = "00f067aa0ba902b7";
    private readonly ActivityTraceId trace = ActivityTraceId.CreateRandom();
    private readonly ConcurrentQueue<Activity> spans = new();
    private ActivityListener? listener;

    public void Dispose() => listener?.Dispose();

    [Fact]
    public async Task A_trace_of_a_run_shows_its_request_and_every_step_below_it()
    {
        Listen();
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(
            """[{"id":"a","type":"custom","data":{"nodeType":"trigger","startNode":true}},{"id":"b","type":"custom","data":{"nodeType":"set","values":{"x":1},"checkpoint":true}},{"id":"c","type":"custom","data":{"nodeType":"nosuch"}}]""",
            """[{"id":"e","source":"a","target":"b"},{"id":"f","source":"b","target":"c"}]""");

        using var answer = await client.SendAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}", ("traceparent", $"00-{trace}-{Parent}-01"));
        var run = (await ApiHost.ReadAsync(answer, System.Net.HttpStatusCode.OK))["executionId"]!.GetValue<string>();

        // The answer may be read a moment before the gate is left, and before the run's own span is told.
        await WaitAsync(() => spans.Any(s => s.OperationName == "Runs_Execute") && spans.Any(s => s.OperationName == "run"));
        var request = Assert.Single(spans, s => s.OperationName == "Runs_Execute");
        Assert.Equal((Parent, ActivityKind.Server), (request.ParentSpanId.ToHexString(), request.Kind));
        Assert.Equal("/api/flows/{id:length(24)}/execute", request.GetTagItem("http.route"));
        var steps = spans.Where(s => s.OperationName.StartsWith("step ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["a", "b", "c"], steps.Select(s => s.GetTagItem("hiveflow.node.id")));
        Assert.All(steps, s => Assert.Equal((request.SpanId, run), (s.ParentSpanId, s.GetTagItem("hiveflow.run.id"))));
        Assert.Equal(["completed", "completed", "failed"], steps.Select(s => s.GetTagItem("hiveflow.step.status")));
        Assert.Equal((ActivityStatusCode.Error, "node_invalid"), (steps[2].Status, steps[2].GetTagItem("error.type")));
        var whole = Assert.Single(spans, s => s.OperationName == "run");
        Assert.Equal((request.SpanId, run, "failed"), (whole.ParentSpanId, whole.GetTagItem("hiveflow.run.id"), whole.GetTagItem("hiveflow.run.status")));
        Assert.All(steps, s => Assert.True(whole.StartTimeUtc <= s.StartTimeUtc));
    }

    [Fact]
    public async Task Without_anybody_who_listens_a_run_records_no_trace()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync("""[{"id":"a","type":"custom","data":{"nodeType":"trigger","startNode":true}}]""");

        using var answer = await client.SendAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}", ("traceparent", $"00-{trace}-{Parent}-01"));
        var run = (await ApiHost.ReadAsync(answer, System.Net.HttpStatusCode.OK))["executionId"]!.GetValue<string>();

        Assert.Null((await api.Get<HiveFlow.Runs.RunStore>().GetAsync((await api.CallerAsync(api.Ada)).OrganizationId, run, default))!.Document.Trace);
    }

    private void Listen()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is GateTraces.Name or RunTraces.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                // Listeners hear of every span of the process that anybody records, such as another test's host.
                if (span.TraceId == trace)
                {
                    spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        var until = Stopwatch.StartNew();
        while (!condition() && until.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Yield();
        }
    }
}
