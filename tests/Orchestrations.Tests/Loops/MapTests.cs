using System.Text.Json;
using HiveFlow.Processors;
using HiveFlow.Runs;
using static HiveFlow.Orchestrations.Tests.Nodes;

namespace HiveFlow.Orchestrations.Tests.Loops;

public sealed class MapTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_map_gives_what_its_body_comes_to_for_each_item_in_order_and_goes_on(bool crashes)
    {
        await using var flows = await FlowHarness.StartAsync(crashes: crashes);
        var nodes = List(Start, Map("each", "{{ inputs.list }}"), Set("twice", "{{ item * 2 + index }}"), Set("after", "{{ nodes.each.output.results.length }}"));

        var run = await flows.RunAsync(nodes, "start>each each:body>twice each:done>after", """{"list":[10,20,30]}""");

        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure));
        Assert.Equal("""{"v":3}""", (await flows.OutputOfAsync(run)).GetRawText());
        var steps = await flows.AllStepsOfAsync(run);
        Assert.Equal(["after", "each", "start", "twice/0", "twice/1", "twice/2"], steps.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            """{"results":[{"v":20},{"v":41},{"v":62}],"errors":[],"count":3}""", steps["each"].Output!.Value!.Value.GetRawText());
        Assert.Equal(6, run.Steps);
    }

    [Fact]
    public async Task A_map_as_the_last_node_is_the_runs_result_and_an_empty_list_runs_nothing()
    {
        await using var flows = await FlowHarness.StartAsync();
        var nodes = List(Start, Map("each", "{{ inputs.list }}"), Probe("body"));

        var run = await flows.RunAsync(nodes, "start>each each:body>body", """{"list":[]}""");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(0, (await flows.OutputOfAsync(run)).GetProperty("count").GetInt32());
        Assert.Empty(flows.Probe.Keys);
        run = await flows.RunAsync(nodes, "start>each each:body>body", """{"list":["x"]}""");
        Assert.Equal("""["body"]""", (await flows.OutputOfAsync(run)).GetProperty("results").GetRawText());
        Assert.EndsWith("/body/0", Assert.Single(flows.Probe.Keys), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_items_are_at_work_at_a_time_than_its_parallelism()
    {
        var (now, most) = (0, 0);
        var three = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, token) =>
            {
                var working = Interlocked.Increment(ref now);
                lock (three)
                {
                    most = Math.Max(most, working);
                }

                if (working == 3)
                {
                    three.TrySetResult();
                }

                await three.Task.WaitAsync(TimeSpan.FromSeconds(60), token);
                Interlocked.Decrement(ref now);
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);

        var run = await flows.RunAsync(
            List(Start, Map("each", "[1,2,3,4,5,6,7,8,9]", ",\"parallelism\":3"), Probe("body")), "start>each each:body>body");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(3, most);
        Assert.Equal(9, flows.Probe.Keys.Distinct().Count());
    }

    [Fact]
    public async Task An_item_that_fails_fails_the_run_naming_item_and_node_and_no_more_are_begun()
    {
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(context.Iteration == "1" ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)) };
        await using var flows = await FlowHarness.StartAsync(probe);

        var run = await flows.RunAsync(
            List(Start, Map("each", "[1,2,3,4,5]", ",\"parallelism\":1"), Probe("body"), Probe("after")), "start>each each:body>body each:done>after");

        Assert.Equal((RunStatus.Failed, "probe_failed", "body"), (run.Status, run.Failure!.Code, run.Failure.NodeId));
        Assert.StartsWith("Item 1: ", run.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, flows.Probe.Keys.Count);
    }

    [Fact]
    public async Task Items_that_fail_are_noted_where_the_map_goes_on()
    {
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(context.Iteration is "1" or "3" ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)) };
        await using var flows = await FlowHarness.StartAsync(probe);

        var run = await flows.RunAsync(
            List(Start, Map("each", "[1,2,3,4,5]", ",\"onItemError\":\"continue\""), Probe("body")), "start>each each:body>body");

        Assert.Equal(RunStatus.Completed, run.Status);
        var output = await flows.OutputOfAsync(run);
        Assert.Equal("""["body",null,"body",null,"body"]""", output.GetProperty("results").GetRawText());
        Assert.Equal([1, 3], output.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("index").GetInt32()));
        Assert.Equal("probe_failed", output.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_failed_map_may_take_its_error_edge()
    {
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(context.NodeId == "body" ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)) };
        await using var flows = await FlowHarness.StartAsync(probe);

        var run = await flows.RunAsync(
            List(Start, Map("each", "[1]"), Probe("body"), Probe("mend"), Probe("after")), "start>each each:body>body each:error>mend each:done>after");

        Assert.Equal((RunStatus.Completed, "mend"), (run.Status, (await flows.OutputOfAsync(run)).GetString()));
    }

    [Fact]
    public async Task A_bodys_step_is_tried_again_after_its_wait_with_the_same_key_while_others_go_on()
    {
        var tries = 0;
        var probe = new ProbeProcessor
        {
            Act = (context, _) => Task.FromResult(context.Iteration == "0" && ++tries < 3 ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)),
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var nodes = List(Start, Map("each", "[1,2,3]"), Probe("body", ",\"retry\":{\"maxAttempts\":3,\"backoff\":10}"), Node("wait", "delay", ",\"seconds\":60"));

        var run = await flows.StartAsync(nodes, "start>each each:body>body body>wait");
        run = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromSeconds(1));

        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure));
        var steps = await flows.AllStepsOfAsync(run);
        Assert.Equal((3, 1), (steps["body/0"].Attempt, steps["body/1"].Attempt));
        Assert.Equal(3, flows.Probe.Keys.Count(key => key.EndsWith("/body/0", StringComparison.Ordinal)));
        Assert.True(run.EndedAt - run.CreatedAt >= TimeSpan.FromSeconds(90));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Maps_within_maps_name_their_iterations_by_a_path_and_see_what_is_around_them(bool crashes)
    {
        await using var flows = await FlowHarness.StartAsync(crashes: crashes);
        var nodes = List(
            Start,
            Set("base", "100"),
            Map("rows", "{{ inputs.rows }}"),
            Set("row", "{{ item.length }}"),
            Map("cells", "{{ nodes.rows.output.item }}"),
            Probe("touch"),
            Set("cell", "{{ nodes.base.output.v + nodes.rows.output.index * 10 + nodes.row.output.v + item }}"));

        var run = await flows.RunAsync(nodes, "start>base base>rows rows:body>row row>cells cells:body>touch touch>cell", """{"rows":[[1,2],[3]]}""");

        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure));
        var rows = (await flows.OutputOfAsync(run)).GetProperty("results");
        Assert.Equal(["103", "104", "114"], rows.EnumerateArray().SelectMany(row => row.GetProperty("results").EnumerateArray())
            .Select(cell => cell.GetProperty("v").GetRawText()));
        var steps = await flows.AllStepsOfAsync(run);
        Assert.Contains("cell/0.1", steps.Keys);
        Assert.Contains("cells/1", steps.Keys);
        Assert.Contains(flows.Probe.Keys, key => key == $"{run.Id}/touch/0.1");
        Assert.Equal(3, flows.Probe.Keys.Distinct().Count());
    }

    [Fact]
    public async Task Branches_within_a_body_are_skipped_and_joined_for_each_item_by_itself()
    {
        await using var flows = await FlowHarness.StartAsync();
        var nodes = List(
            Start,
            Map("each", "[1,2,3,4]"),
            Node("if", "condition", ",\"condition\":\"{{ item % 2 == 0 }}\""),
            Probe("even"),
            Set("odd", "{{ item }}"));

        var run = await flows.RunAsync(nodes, "start>each each:body>if if:true>even if:false>odd");

        Assert.Equal("""[{"v":1},"even",{"v":3},"even"]""", (await flows.OutputOfAsync(run)).GetProperty("results").GetRawText());
        Assert.Equal(2, flows.Probe.Keys.Count);
    }

    [Fact]
    public async Task Two_thousand_items_leave_a_bounded_history_without_any_item_in_it()
    {
        await using var flows = await FlowHarness.StartAsync();
        var list = JsonSerializer.Serialize(Enumerable.Range(0, 2_000).Select(n => $"item-canary-{n}"));

        var run = await flows.RunAsync(
            List(Start, Map("each", "{{ inputs.list }}", ",\"parallelism\":8"), Set("v", "{{ item }}")), "start>each each:body>v", $"{{\"list\":{list}}}");

        Assert.Equal((RunStatus.Completed, 2_002), (run.Status, run.Steps));
        var results = (await flows.OutputOfAsync(run)).GetProperty("results");
        Assert.Equal("item-canary-1999", results[1_999].GetProperty("v").GetString());
        var (rows, largest) = await flows.HistorySizeAsync();
        Assert.InRange(rows, 1, 600);
        Assert.InRange(largest, 1, 64 * 1024);
        Assert.DoesNotContain(await flows.HistoryAsync(run), turn => turn.AsSpan().IndexOf("item-canary"u8) >= 0);
        Assert.DoesNotContain(flows.Steps, step => JsonSerializer.Serialize(step).Length > 16 * 1024);
    }

    [Fact]
    public async Task A_crash_after_every_commit_repeats_no_item_whose_result_was_taken()
    {
        await using var flows = await FlowHarness.StartAsync(crashes: true);

        var run = await flows.RunAsync(
            List(Start, Map("each", JsonSerializer.Serialize(Enumerable.Range(0, 30)), ",\"parallelism\":1"), Probe("a"), Probe("b")),
            "start>each each:body>a a>b");

        Assert.Equal((RunStatus.Completed, 62), (run.Status, run.Steps));
        Assert.Equal(60, flows.Probe.Keys.Distinct().Count());

        // One at a time: at most the step at work when the process died is repeated, never one before it.
        var order = flows.Probe.Keys.ToList();
        Assert.Equal(order.Distinct(), order.Where((key, at) => at == 0 || order[at - 1] != key));
    }

    [Fact]
    public async Task More_items_than_allowed_fail_the_run_saying_so()
    {
        await using var flows = await FlowHarness.StartAsync();
        var nodes = List(Start, Map("each", "{{ inputs.list }}"), Set("v", "1"));
        var many = JsonSerializer.Serialize(new { list = Enumerable.Range(0, 10_001) });

        var run = await flows.RunAsync(nodes, "start>each each:body>v", many);

        Assert.Equal((RunStatus.Failed, "setting_invalid", "each"), (run.Status, run.Failure!.Code, run.Failure.NodeId));
        Assert.Contains("10000", run.Failure.Message, StringComparison.Ordinal);
    }
}
