using System.Text.Json;
using HiveFlow.ModelServer;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Runs;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask.Client;
using static HiveFlow.Orchestrations.Tests.Nodes;

namespace HiveFlow.Orchestrations.Tests.Recorded;

/// <summary>The runs that are recorded, each with every decision of its kind of node in it.</summary>
internal static class Recordings
{
    /// <summary>How each comes to be.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Task<IReadOnlyList<RecordedInstance>>>> ByName =
        new Dictionary<string, Func<Task<IReadOnlyList<RecordedInstance>>>>(StringComparer.Ordinal)
        {
            ["run-flow"] = FlowAsync,
            ["loop"] = LoopAsync,
            ["loop-continued"] = LoopContinuedAsync,
            ["loop-waits"] = LoopWaitsAsync,
            ["map"] = MapAsync,
            ["map-failed"] = MapFailedAsync,
            ["agent"] = AgentAsync,
            ["subflow"] = SubflowAsync,
        };

    private static readonly string Retry = ",\"retry\":{\"maxAttempts\":3,\"backoff\":5}";

    /// <summary>Parallel branches, a retry, a wait, a condition, a join and an answer.</summary>
    private static async Task<IReadOnlyList<RecordedInstance>> FlowAsync()
    {
        await using var flows = await FlowHarness.StartAsync(Failing((place, nth) => place == "a/0" && nth < 3));
        const string nodes = """
            [{"id":"start","data":{"nodeType":"trigger","startNode":true}},
             {"id":"a","data":{"nodeType":"probe","retry":{"maxAttempts":3,"backoff":5}}},
             {"id":"wait","data":{"nodeType":"delay","seconds":86400}},
             {"id":"if","data":{"nodeType":"condition","condition":"{{ inputs.yes }}"}},
             {"id":"b","data":{"nodeType":"probe"}},
             {"id":"c","data":{"nodeType":"probe"}},
             {"id":"join","data":{"nodeType":"merge","checkpoint":true,"mode":"append","values":["{{ nodes.b.output }}"]}},
             {"id":"answer","data":{"nodeType":"respond","body":"done"}}]
            """;
        var run = await flows.StartAsync(nodes, "start>a start>wait start>if if:true>b if:false>c a>join wait>join b>join c>join join>answer", """{"yes":true}""");
        return await EndAsync(flows, run, TimeSpan.FromHours(1));
    }

    /// <summary>Items one after the other: one that fails and is passed over, a retry, a branch, a pause, a loop in the loop, an end by condition.</summary>
    private static async Task<IReadOnlyList<RecordedInstance>> LoopAsync()
    {
        await using var flows = await FlowHarness.StartAsync(Failing((place, nth) => place == "bad/0" || (place == "try/1" && nth < 3)));
        var nodes = List(
            Start,
            Loop("each", "[1,2,3,4,5]", ",\"onItemError\":\"continue\",\"until\":\"{{ index >= 3 }}\""),
            Probe("try", Retry),
            Node("if", "condition", ",\"condition\":\"{{ index == 0 }}\""),
            Probe("bad"),
            Node("pause", "delay", ",\"seconds\":3600"),
            Map("inner", "[1,2,3]", ",\"parallelism\":2"),
            Probe("deep"),
            Set("last", "{{ index }}"),
            Set("after", "{{ nodes.each.output.count }}"));
        var run = await flows.StartAsync(
            nodes, "start>each each:body>try try>if if:true>bad if:false>pause pause>inner inner:body>deep inner:done>last each:done>after");
        return await EndAsync(flows, run, TimeSpan.FromMinutes(10));
    }

    /// <summary>So many steps that the loop has begun anew: its last execution.</summary>
    private static async Task<IReadOnlyList<RecordedInstance>> LoopContinuedAsync()
    {
        await using var flows = await FlowHarness.StartAsync();
        var items = JsonSerializer.Serialize(Enumerable.Range(0, 128));
        var run = await flows.StartAsync(
            List(Start, Map("each", items, ",\"parallelism\":3"), Probe("one"), Probe("two"), Set("after", "1")), "start>each each:body>one one>two each:done>after");
        return await EndAsync(flows, run, TimeSpan.FromMinutes(1));
    }

    /// <summary>Items that wait for an event each: two are told of it, one's time is over.</summary>
    private static async Task<IReadOnlyList<RecordedInstance>> LoopWaitsAsync()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync(
            List(Start, Map("each", "[1,2,3]", ",\"onItemError\":\"continue\""), Node("go", "wait", ",\"waitFor\":\"event\",\"event\":\"go\",\"deadline\":\"2h\""), Probe("then")),
            "start>each each:body>go go>then");
        for (var told = 0; told < 2; told++)
        {
            await flows.UntilStatusAsync(run, RunStatus.Waiting);
            var sent = await flows.Get<RunInboxes>().SendAsync(
                Tenant.Of(flows.Organization), run.Id, "go", JsonDocument.Parse("1").RootElement, static _ => [], default);
            await flows.Get<RunWaker>().WakeAsync(flows.Client, sent.Value!.Wait!, default);
            await flows.UntilStatusAsync(run, RunStatus.Waiting);
        }

        return await EndAsync(flows, run, TimeSpan.FromMinutes(30));
    }

    /// <summary>Items at work beside each other, with a retry and a join.</summary>
    private static async Task<IReadOnlyList<RecordedInstance>> MapAsync()
    {
        await using var flows = await FlowHarness.StartAsync(Failing((place, nth) => place == "b/2" && nth < 2));
        var nodes = List(
            Start, Map("each", "{{ inputs.list }}", ",\"parallelism\":2"), Set("a", "{{ item }}"), Probe("b", Retry), Probe("c"), Probe("join"), Set("after", "1"));
        var run = await flows.StartAsync(nodes, "start>each each:body>a a>b a>c b>join c>join each:done>after", """{"list":[10,20,30,40]}""");
        return await EndAsync(flows, run, TimeSpan.FromSeconds(10));
    }

    /// <summary>An item that fails ends the map and the run.</summary>
    private static async Task<IReadOnlyList<RecordedInstance>> MapFailedAsync()
    {
        await using var flows = await FlowHarness.StartAsync(Failing((place, _) => place == "b/1"));
        var run = await flows.StartAsync(List(Start, Map("each", "[1,2,3,4]", ",\"parallelism\":1"), Probe("b"), Probe("after")), "start>each each:body>b each:done>after");
        return await EndAsync(flows, run, TimeSpan.FromSeconds(10), RunStatus.Failed);
    }

    /// <summary>Two tools in one turn, a flow as a tool in the next, an answer; and an agent in a body.</summary>
    private static async Task<IReadOnlyList<RecordedInstance>> AgentAsync()
    {
        var oslo = new ScriptedCall("lookup", """{"city":"Oslo"}""");
        await using var models = (await LocalModels.StartAsync()).Then(
            ScriptedAnswer.Asking(oslo, oslo), ScriptedAnswer.Asking(new ScriptedCall("twice", "{}")), ScriptedAnswer.Of("done"), ScriptedAnswer.Asking(oslo), ScriptedAnswer.Of("done too"));
        models.Decide = request => request.Line.StartsWith("GET", StringComparison.Ordinal) ? new ScriptedAnswer { Raw = """{"people":717000}""" } : null;
        await using var flows = await FlowHarness.StartAsync(allow: [models.Authority]);
        var twice = await flows.SaveAsync(List(Start, Set("v", "42")), "start>v");
        var tools = $$$$"""
            ,"llm":"anthropic","model":"m","prompt":"How many?","baseUrl":"{{{{models.Url}}}}","maxSteps":5,"tools":[{"type":"flow","flowId":"{{{{twice}}}}","name":"twice"},
            {"type":"http","name":"lookup","description":"Looks up","parameters":{"type":"object","properties":{"city":{"type":"string"}}},"url":"{{{{models.Url}}}}/cities"}]
            """;
        var run = await flows.StartAsync(List(Start, Node("a", "agent", tools), Map("each", "[1]"), Node("b", "agent", tools), Set("v", "1")), "start>a a>each each:body>b each:done>v");
        return await EndAsync(flows, run, TimeSpan.FromSeconds(1));
    }

    /// <summary>A run below that fails and is tried again as a new one, and one for each item of a body.</summary>
    private static async Task<IReadOnlyList<RecordedInstance>> SubflowAsync()
    {
        await using var flows = await FlowHarness.StartAsync(Failing((place, nth) => place == "p/0" && nth < 2));
        var sub = await flows.SaveAsync(List(Start, Probe("p")), "start>p");
        var call = $",\"flowId\":\"{sub}\"";
        var run = await flows.StartAsync(
            List(Start, Node("call", "subflow", call + Retry), Map("each", "[1,2]"), Node("inner", "subflow", call), Set("after", "1")),
            "start>call call>each each:body>inner each:done>after");
        return await EndAsync(flows, run, TimeSpan.FromSeconds(5));
    }

    /// <summary>Probes that fail where told: by <c>node/iteration</c> (<c>0</c> outside of loops), and the how-manieth try it is.</summary>
    private static ProbeProcessor Failing(Func<string, int, bool> fails)
    {
        Dictionary<string, int> tries = new(StringComparer.Ordinal);
        return new ProbeProcessor
        {
            Act = (context, _) =>
            {
                lock (tries)
                {
                    var place = $"{context.NodeId}/{context.Iteration}";
                    var nth = tries[place] = tries.GetValueOrDefault(place) + 1;
                    return Task.FromResult(fails(place, nth) ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context));
                }
            },
        };
    }

    private static async Task<IReadOnlyList<RecordedInstance>> EndAsync(FlowHarness flows, Run run, TimeSpan step, string status = RunStatus.Completed)
    {
        run = await flows.EndWhileTimePassesAsync(run, step);
        Assert.Equal(status, run.Status);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var instance in flows.Client.GetAllInstancesAsync(new OrchestrationQuery()))
        {
            await flows.Client.WaitForInstanceCompletionAsync(instance.InstanceId, patience.Token);
        }

        return await flows.Get<SqliteDatabase>().ReadAsync(
            static (session, _) =>
            {
                List<RecordedInstance> instances = [];
                var rows = session.Prepare(
                    "SELECT i.id, i.name, i.output, h.value FROM engine_instances i JOIN engine_history h ON h.instance = i.seq ORDER BY i.seq, h.turn");
                while (rows.Step())
                {
                    if (instances.Count == 0 || instances[^1].Id != rows.GetString(0)!)
                    {
                        instances.Add(new RecordedInstance(rows.GetString(0)!, rows.GetString(1)!, [], rows.GetString(2)));
                    }

                    instances[^1] = instances[^1] with { Turns = [.. instances[^1].Turns, rows.GetBytes(3).ToArray()] };
                }

                return (IReadOnlyList<RecordedInstance>)instances;
            },
            0,
            default);
    }
}
