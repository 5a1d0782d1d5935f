using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using Microsoft.DurableTask.Client;
using static HiveFlow.Orchestrations.Tests.Nodes;

namespace HiveFlow.Orchestrations.Tests.Subflows;

public sealed class SubflowTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_subflow_is_a_run_of_its_own_whose_result_is_the_nodes_output(bool crashes)
    {
        await using var flows = await FlowHarness.StartAsync(crashes: crashes);
        var sub = await flows.SaveAsync(List(Start, Set("twice", "{{ inputs.n * 2 }}")), "start>twice");
        var nodes = List(Start, Subflow("call", sub, ",\"inputs\":{\"n\":\"{{ inputs.n }}\"}"), Set("after", "{{ nodes.call.output.v + 1 }}"));

        var run = await flows.RunAsync(nodes, "start>call call>after", """{"n":21}""");

        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure));
        Assert.Equal(43, (await flows.OutputOfAsync(run)).GetProperty("v").GetInt32());
        var step = (await flows.AllStepsOfAsync(run))["call"];
        var child = await flows.GetRunAsync(step.ChildRunId!);
        Assert.Equal((RunStatus.Completed, run.Id, "subflow", "user", 1), (child.Status, child.ParentRunId, child.Trigger, child.ActsFor, child.Depth));
        Assert.Equal((2, 3), (child.Steps, run.Steps));
    }

    [Fact]
    public async Task The_published_version_runs_and_the_draft_only_where_it_is_asked_for()
    {
        await using var flows = await FlowHarness.StartAsync();
        var draft = await flows.SaveAsync(List(Start, Set("v", "1")), "start>v", publishes: false);

        var run = await flows.RunAsync(List(Start, Subflow("call", draft)), "start>call");
        Assert.Equal((RunStatus.Failed, "subflow_unknown"), (run.Status, run.Failure!.Code));

        run = await flows.RunAsync(List(Start, Subflow("call", draft, ",\"version\":\"draft\"")), "start>call");
        Assert.Equal(RunStatus.Completed, run.Status);

        run = await flows.RunAsync(List(Start, Subflow("call", "0123456789abcdef01234567")), "start>call");
        Assert.Equal((RunStatus.Failed, "subflow_unknown"), (run.Status, run.Failure!.Code));
    }

    [Fact]
    public async Task Inputs_that_do_not_fit_the_flows_schema_fail_the_node_and_begin_no_run()
    {
        await using var flows = await FlowHarness.StartAsync();
        var sub = await flows.SaveAsync(
            List(Start, Set("v", "{{ inputs.city }}")), "start>v", inputSchema: """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

        var run = await flows.RunAsync(List(Start, Subflow("call", sub, ",\"inputs\":{\"city\":7}")), "start>call");

        Assert.Equal((RunStatus.Failed, "subflow_inputs_invalid", "call"), (run.Status, run.Failure!.Code, run.Failure.NodeId));
        Assert.Contains("inputs.city", run.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, await flows.RunsAsync());
        run = await flows.RunAsync(List(Start, Subflow("call", sub, ",\"inputs\":{\"city\":\"Oslo\"}")), "start>call");
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public async Task Whoever_lost_the_right_to_start_runs_starts_none_by_a_node_either()
    {
        await using var flows = await FlowHarness.StartAsync();
        var sub = await flows.SaveAsync(List(Start, Set("v", "1")), "start>v");
        flows.Rights.Clear();

        var run = await flows.RunAsync(List(Start, Subflow("call", sub)), "start>call");

        Assert.Equal((RunStatus.Failed, "subflow_forbidden"), (run.Status, run.Failure!.Code));
    }

    [Fact]
    public async Task A_failed_subflow_fails_its_node_and_is_a_new_run_at_each_try()
    {
        var tries = 0;
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(++tries < 3 ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)) };
        await using var flows = await FlowHarness.StartAsync(probe);
        var sub = await flows.SaveAsync(List(Start, Probe("p")), "start>p");

        var run = await flows.RunAsync(List(Start, Subflow("call", sub)), "start>call");
        Assert.Equal((RunStatus.Failed, "subflow_failed", "call"), (run.Status, run.Failure!.Code, run.Failure.NodeId));
        Assert.Contains("probe_failed", run.Failure.Message, StringComparison.Ordinal);

        run = await flows.StartAsync(List(Start, Subflow("call", sub, ",\"retry\":{\"maxAttempts\":2,\"backoff\":1}")), "start>call");
        run = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromSeconds(1));
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(3, flows.Probe.Keys.Select(key => key.Split('/')[0]).Distinct().Count());
    }

    [Fact]
    public async Task A_flow_that_calls_itself_ends_at_the_depth_bound()
    {
        await using var flows = await FlowHarness.StartAsync();
        var sub = await flows.SaveAsync(List(Start, Subflow("call", "{{ inputs.self }}", ",\"inputs\":{\"self\":\"{{ inputs.self }}\"}")), "start>call");

        var run = await flows.RunAsync(
            List(Start, Subflow("call", sub, ",\"inputs\":{\"self\":\"{{ inputs.self }}\"}")), "start>call", $"{{\"self\":\"{sub}\"}}");

        Assert.Equal((RunStatus.Failed, "subflow_failed"), (run.Status, run.Failure!.Code));
        Assert.Contains("subflow_too_deep", run.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_a_run_cancels_the_runs_below_it()
    {
        await using var flows = await FlowHarness.StartAsync();
        var inner = await flows.SaveAsync(List(Start, Node("wait", "delay", ",\"seconds\":86400")), "start>wait");
        var outer = await flows.SaveAsync(List(Start, Subflow("call", inner)), "start>call");
        var run = await flows.StartAsync(List(Start, Map("each", "[1,2]"), Subflow("call", outer)), "start>each each:body>call");
        List<string> children = [];

        // The lowest ones wait: nothing of any of them is at work that could end its orchestration by itself.
        await Eventually.HoldsAsync(async () =>
        {
            children = await ChildrenAsync(flows, run);
            foreach (var child in children.ToList())
            {
                foreach (var below in await flows.Get<RunStore>().GetAsync(flows.Organization, child, default) is { } made ? await ChildrenAsync(flows, made.Document) : [])
                {
                    if (await flows.Get<RunStore>().GetAsync(flows.Organization, below, default) is { Document.Status: RunStatus.Waiting })
                    {
                        children.Add(below);
                    }
                }
            }

            return children.Count == 4;
        });

        await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var child in children)
        {
            Assert.Equal(RunStatus.Cancelled, (await flows.GetRunAsync(child)).Status);
            var instance = await flows.Client.WaitForInstanceCompletionAsync(child, patience.Token);
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, instance.RuntimeStatus);
        }
    }

    [Fact]
    public async Task A_subflow_that_is_cancelled_by_itself_fails_its_node()
    {
        await using var flows = await FlowHarness.StartAsync();
        var sub = await flows.SaveAsync(List(Start, Node("wait", "delay", ",\"seconds\":86400")), "start>wait");
        var run = await flows.StartAsync(List(Start, Subflow("call", sub)), "start>call");
        string? child = null;
        await Eventually.HoldsAsync(async () =>
            (child = (await flows.AllStepsOfAsync(run)).GetValueOrDefault("call")?.ChildRunId) is not null
            && await flows.Get<RunStore>().GetAsync(flows.Organization, child, default) is { Document.Status: RunStatus.Running or RunStatus.Waiting });

        await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, child!, default);
        run = await flows.EndOfAsync(run);

        Assert.Equal((RunStatus.Failed, "subflow_failed"), (run.Status, run.Failure!.Code));
        Assert.Contains("cancelled", run.Failure.Message, StringComparison.Ordinal);
    }

    private static async Task<List<string>> ChildrenAsync(FlowHarness flows, Run run) =>
        [.. (await flows.AllStepsOfAsync(run)).Values.Select(step => step.ChildRunId).OfType<string>()];

    private static string Subflow(string id, string flowId, string settings = "") => Node(id, "subflow", $",\"flowId\":\"{flowId}\"{settings}");
}
