using System.Text.Json;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Tests;

public sealed class RunFlowTests
{
    private const string Checkpoint = ",\"checkpoint\":true";
    private const string Start = """{"id":"start","data":{"nodeType":"trigger","startNode":true}}""";

    [Fact]
    public async Task Nodes_that_touch_nothing_share_one_durable_step_and_are_recorded_each()
    {
        await using var flows = await FlowHarness.StartAsync();

        var run = await flows.RunAsync($"[{Start},{Set("a", "{{ inputs.n }}")},{Set("b", "{{ nodes.a.output.v }}")}]", "start>a a>b", """{"n":7}""");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal("""{"v":7}""", (await flows.OutputOfAsync(run)).GetRawText());
        Assert.Equal(["a", "b", "start"], (await flows.StepsOfAsync(run)).Keys.Order());
        Assert.Single(flows.Steps);
    }

    [Theory]
    [InlineData("7", "nodes[1]", "A node must be an object.")]
    [InlineData("null", "nodes[1]", "A node must be an object.")]
    [InlineData("""{"data":{"nodeType":"probe"}}""", "nodes[1]", "A node needs an id: a text of 1 to 100 characters.")]
    [InlineData("""{"id":"","data":{"nodeType":"probe"}},{"id":"nodes[1]","data":{"nodeType":"probe"}}""", "nodes[1]'", "A node needs an id: a text of 1 to 100 characters.")]
    public async Task What_is_no_node_fails_the_run_with_what_validation_says_of_it_and_nothing_else_runs(string stray, string node, string sentence)
    {
        await using var flows = await FlowHarness.StartAsync();

        var run = await flows.RunAsync($"[{Start},{stray},{Probe("p")}]", "start>p");

        Assert.Equal((RunStatus.Failed, "node_invalid", node, sentence), (run.Status, run.Failure?.Code, run.Failure?.NodeId, run.Failure?.Message));
        Assert.Empty(flows.Probe.Keys);
        Assert.Single(await flows.StepsOfAsync(run));
    }

    [Fact]
    public async Task A_checkpoint_has_a_durable_step_of_its_own()
    {
        await using var flows = await FlowHarness.StartAsync();

        var run = await flows.RunAsync($"[{Start},{Set("a", "1", Checkpoint)},{Set("b", "2", Checkpoint)}]", "start>a a>b");

        Assert.Equal(3, run.Steps);
        Assert.Equal(3, flows.Steps.Count);
    }

    [Fact]
    public async Task Branches_run_at_the_same_time_and_a_join_waits_for_both()
    {
        var both = new Barrier(2);
        var probe = new ProbeProcessor();
        probe.Act = async (context, token) =>
        {
            if (context.NodeId != "join")
            {
                await Task.Run(() => both.SignalAndWait(TimeSpan.FromSeconds(60), token), token);
            }

            return ProbeProcessor.Ok(context);
        };
        await using var flows = await FlowHarness.StartAsync(probe);

        var run = await flows.RunAsync($"[{Start},{Probe("a")},{Probe("b")},{Probe("join")}]", "start>a start>b a>join b>join");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.EndsWith("/join/0", flows.Probe.Keys.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_untaken_branch_is_skipped_and_a_join_does_not_wait_for_it()
    {
        await using var flows = await FlowHarness.StartAsync();
        var nodes = $"[{Start},{Node("if", "condition", ",\"condition\":\"{{ inputs.yes }}\"")},{Probe("a")},{Probe("b")},{Probe("join")}]";

        var run = await flows.RunAsync(nodes, "start>if if:true>a if:false>b a>join b>join", """{"yes":true}""");

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(["a", "if", "join", "start"], (await flows.StepsOfAsync(run)).Keys.Order());
    }

    [Fact]
    public async Task A_failed_step_is_tried_again_after_growing_waits_and_keeps_its_idempotency_key()
    {
        var tries = 0;
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(++tries < 3 ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)) };
        await using var flows = await FlowHarness.StartAsync(probe);
        var began = flows.Clock.GetUtcNow();

        var run = await flows.StartAsync($"[{Start},{Probe("a", ",\"retry\":{\"maxAttempts\":3,\"backoff\":10}")}]", "start>a");
        run = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromSeconds(1));

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(3, (await flows.StepsOfAsync(run))["a"].Attempt);
        Assert.Single(flows.Probe.Keys.Distinct());
        Assert.True(flows.Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_step_that_fails_for_good_fails_the_run_with_its_code_and_node()
    {
        var probe = new ProbeProcessor { Act = (_, _) => Task.FromResult(ProbeProcessor.Failed()) };
        await using var flows = await FlowHarness.StartAsync(probe);

        var run = await flows.RunAsync($"[{Start},{Probe("a")},{Probe("b")}]", "start>a a>b");

        Assert.Equal((RunStatus.Failed, "probe_failed", "a"), (run.Status, run.Failure!.Code, run.Failure.NodeId));
        Assert.Single(flows.Probe.Keys);
    }

    [Theory]
    [InlineData("continue", "start>a a>b", "b")]
    [InlineData("route", "start>a a>c a:error>b", "b")]
    public async Task A_failure_may_go_on_or_take_another_way(string onError, string edges, string last)
    {
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(context.NodeId == "a" ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)) };
        await using var flows = await FlowHarness.StartAsync(probe);
        var extra = edges.Contains(">c", StringComparison.Ordinal) ? $",{Probe("c")}" : string.Empty;

        var run = await flows.RunAsync($"[{Start},{Probe("a", $",\"onError\":\"{onError}\"")},{Probe("b")}{extra}]", edges);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(last, (await flows.OutputOfAsync(run)).GetString());
        Assert.Equal(2, flows.Probe.Keys.Count);
    }

    [Fact]
    public async Task A_step_that_never_ends_is_stopped_at_its_timeout()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, token) =>
            {
                began.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync($"[{Start},{Probe("a", ",\"timeout\":5")}]", "start>a");
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60));

        flows.Clock.Advance(TimeSpan.FromSeconds(5));
        run = await flows.EndOfAsync(run);

        Assert.Equal((RunStatus.Failed, "step_timeout", "a"), (run.Status, run.Failure!.Code, run.Failure.NodeId));
    }

    [Fact]
    public async Task A_delay_of_days_waits_without_a_thread_and_goes_on_at_its_time()
    {
        await using var flows = await FlowHarness.StartAsync(maxIdle: 0);
        var nodes = $"[{Start},{Node("wait", "delay", ",\"seconds\":864000")},{Probe("after")}]";
        var run = await flows.StartAsync(nodes, "start>wait wait>after");
        await flows.UntilAsync(run, "step.waiting");
        Assert.Equal(StepStatus.Waiting, (await flows.StepsOfAsync(run))["wait"].Status);

        run = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromHours(12));

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.True(run.EndedAt - run.CreatedAt >= TimeSpan.FromDays(10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_row_goes_through_several_executions_and_gives_the_same(bool crashes)
    {
        await using var flows = await FlowHarness.StartAsync(crashes: crashes);
        var count = crashes ? 40 : 600;
        var nodes = string.Join(',', Enumerable.Range(0, count).Select(n => Set($"n{n}", $"{n}", Checkpoint)));
        var edges = "start>n0 " + string.Join(' ', Enumerable.Range(1, count - 1).Select(n => $"n{n - 1}>n{n}"));

        var run = await flows.RunAsync($"[{Start},{nodes}]", edges);

        Assert.Equal((RunStatus.Completed, count + 1), (run.Status, run.Steps));
        Assert.Equal(count - 1, (await flows.OutputOfAsync(run)).GetProperty("v").GetInt32());
    }

    [Fact]
    public async Task Parallel_branches_with_a_crash_after_every_commit_give_the_same()
    {
        await using var flows = await FlowHarness.StartAsync(crashes: true);
        var nodes = string.Join(',', Enumerable.Range(0, 8).Select(n => Probe($"p{n}")));
        var edges = string.Join(' ', Enumerable.Range(0, 8).Select(n => $"start>p{n} p{n}>join"));

        var run = await flows.RunAsync($"[{Start},{nodes},{Probe("join")}]", edges);

        Assert.Equal((RunStatus.Completed, 10), (run.Status, run.Steps));
        Assert.Equal(9, flows.Probe.Keys.Distinct().Count());
    }

    [Fact]
    public async Task A_cancelled_run_tells_its_running_step_and_stays_cancelled()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                told.TrySetResult();
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync($"[{Start},{Probe("a")}]", "start>a");
        await Eventually.HoldsAsync(() => Task.FromResult(!flows.Probe.Keys.IsEmpty));

        var cancelled = await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default);

        Assert.Equal(RunStatus.Cancelled, cancelled.Value!.Status);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(RunStatus.Cancelled, (await flows.EndOfAsync(run)).Status);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await flows.Client.WaitForInstanceCompletionAsync(run.Id, patience.Token);
    }

    [Fact]
    public async Task A_step_is_stopped_when_its_run_ends_though_nobody_stops_its_activity()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, token) =>
            {
                began.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                told.TrySetResult();
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync($"[{Start},{Probe("a", ",\"timeout\":1500")}]", "start>a");
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var stored = (await flows.Get<RunStore>().GetAsync(flows.Organization, run.Id, default))!;

        // As another instance would do it, or a back end that leaves activities alone.
        await flows.Get<RunEnder>().EndAsync(stored, new RunEnd(RunStatus.Cancelled), [], [], default);

        // It may have ended before anybody listened for it: then it is found by the next look, never by the step's own time.
        await flows.PassUntilAsync(told.Task, TimeSpan.FromMilliseconds(400));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await flows.Client.WaitForInstanceCompletionAsync(run.Id, patience.Token);
        Assert.Equal(RunStatus.Cancelled, (await flows.EndOfAsync(run)).Status);
        Assert.DoesNotContain((await flows.StepsOfAsync(run)).Values, step => step is { NodeId: "a", Status: StepStatus.Completed });
    }

    [Fact]
    public async Task A_failure_ends_the_run_though_another_branch_still_waits()
    {
        var probe = new ProbeProcessor { Act = (_, _) => Task.FromResult(ProbeProcessor.Failed(isRetryable: false)) };
        await using var flows = await FlowHarness.StartAsync(probe);
        var nodes = $"[{Start},{Node("wait", "delay", ",\"seconds\":864000")},{Probe("a")}]";

        var run = await flows.RunAsync(nodes, "start>wait start>a");

        Assert.Equal((RunStatus.Failed, "a"), (run.Status, run.Failure!.NodeId));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var instance = await flows.Client.WaitForInstanceCompletionAsync(run.Id, patience.Token);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, instance.RuntimeStatus);
    }

    [Fact]
    public async Task A_large_output_travels_as_a_file_and_is_whole_for_the_next_node()
    {
        await using var flows = await FlowHarness.StartAsync();
        var text = new string('x', 100_000);

        var run = await flows.RunAsync($"[{Start},{Probe("a")},{Set("b", "{{ inputs.text }}")}]", "start>a a>b", $"{{\"text\":\"{text}\"}}");

        Assert.NotNull((await flows.StepsOfAsync(run))["b"].Output!.File);
        Assert.Equal(text, (await flows.OutputOfAsync(run)).GetProperty("v").GetString());
    }

    [Fact]
    public async Task Several_ends_give_an_object_by_node_and_an_answer_comes_before_them()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.RunAsync($"[{Start},{Probe("a")},{Probe("b")}]", "start>a start>b");
        Assert.Equal("""{"a":"a","b":"b"}""", JsonSerializer.Serialize(await flows.OutputOfAsync(run)));

        var respond = Node("r", "respond", ",\"status\":201,\"body\":\"done\"");
        run = await flows.RunAsync($"[{Start},{Probe("a")},{respond}]", "start>a start>r");

        Assert.Equal(("done", 201), ((await flows.OutputOfAsync(run)).GetString(), run.Answer!.Status));
    }

    [Fact]
    public async Task Starting_a_run_again_starts_nothing()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.RunAsync($"[{Start},{Probe("a")}]", "start>a");
        var frozen = await flows.Get<Authoring.Freezing.FrozenFlows>().GetAsync(Storage.Documents.Tenant.Of(flows.Organization), run.FlowHash, default);

        await flows.Get<RunStarter>().BeginAsync(flows.Client, new CreatedRun(run, IsNew: false), frozen!, 20, default);

        Assert.Single(flows.Probe.Keys);
    }

    private static string Set(string id, string value, string extra = "") =>
        Node(id, "set", $"{extra},\"values\":{{\"v\":{(value.StartsWith('{') ? $"\"{value}\"" : value)}}}");

    private static string Probe(string id, string extra = "") => Node(id, "probe", extra);

    private static string Node(string id, string type, string settings) =>
        $"{{\"id\":\"{id}\",\"data\":{{\"nodeType\":\"{type}\"{settings}}}}}";
}
