using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Runs;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Tests.Waits;

public sealed class WaitTests
{
    private const string Start = """{"id":"start","data":{"nodeType":"trigger","startNode":true}}""";
    private static readonly WaitDecider Ada = new("ada", "ada@example.com", new HashSet<string> { "member" }, IsPerson: true);
    private static readonly WaitDecider Eve = new("eve", "eve@example.com", new HashSet<string> { "member" }, IsPerson: true);

    [Fact]
    public async Task An_approval_takes_the_branch_of_its_answer_and_says_who_when_and_why()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Approval()},{Probe("yes")},{Probe("no")}]", "start>ask ask:approved>yes ask:rejected>no");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        var decided = await DecideAsync(flows, run, "ask", isApproved: true, Ada, "fine");
        run = await flows.EndOfAsync(run);

        Assert.Equal(WaitStatus.Approved, decided.Value!.Status);
        Assert.Equal((RunStatus.Completed, "yes"), (run.Status, (await flows.OutputOfAsync(run)).GetString()));
        var step = (await flows.StepsOfAsync(run))["ask"];
        Assert.Equal((StepStatus.Completed, "approved"), (step.Status, step.Branch));
        var output = step.Output!.Value!.Value;
        Assert.True(output.GetProperty("approved").GetBoolean());
        Assert.Equal(("ada@example.com", "fine"), (output.GetProperty("by").GetString(), output.GetProperty("comment").GetString()));
        Assert.Equal(flows.Clock.GetUtcNow(), output.GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Of_many_answers_at_once_one_counts_and_the_others_are_told()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Approval()},{Probe("yes")},{Probe("no")}]", "start>ask ask:approved>yes ask:rejected>no");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => DecideAsync(flows, run, "ask", n % 2 == 0, Ada)));
        run = await flows.EndOfAsync(run);

        var first = Assert.Single(answers, answer => answer.IsSuccess).Value!.Status;
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => Assert.Equal("wait_ended", answer.Error!.Code.Value));
        Assert.Equal(first == WaitStatus.Approved ? "yes" : "no", (await flows.OutputOfAsync(run)).GetString());
    }

    [Theory]
    [InlineData("fail", RunStatus.Failed, null)]
    [InlineData("reject", RunStatus.Completed, "no")]
    [InlineData("continue", RunStatus.Completed, "late")]
    public async Task A_deadline_that_nobody_met_does_what_the_node_says(string onDeadline, string status, string? last)
    {
        await using var flows = await FlowHarness.StartAsync();
        var ask = Approval($",\"deadline\":\"2h\",\"onDeadline\":\"{onDeadline}\"");
        var run = await flows.StartAsync(
            $"[{Start},{ask},{Probe("yes")},{Probe("no")},{Probe("late")}]", "start>ask ask:approved>yes ask:rejected>no ask:expired>late");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        run = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromMinutes(30));

        Assert.Equal(status, run.Status);
        Assert.Equal(last is null ? "wait_expired" : null, run.Failure?.Code);
        Assert.Equal(last, last is null ? null : (await flows.OutputOfAsync(run)).GetString());
        Assert.Equal("wait_expired", (await DecideAsync(flows, run, "ask", isApproved: true, Ada)).Error!.Code.Value);
    }

    [Fact]
    public async Task An_answer_after_the_deadline_is_late_even_before_the_timer_has_fired()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Approval(",\"deadline\":60")}]", "start>ask");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);
        flows.Clock.Advance(TimeSpan.FromSeconds(60));

        var late = await DecideAsync(flows, run, "ask", isApproved: true, Ada);

        Assert.Contains(late.Error!.Code.Value, (string[])["wait_expired", "run_ended"]);
        Assert.Equal("wait_expired", (await flows.EndOfAsync(run)).Failure!.Code);
    }

    [Fact]
    public async Task Only_those_who_are_asked_may_answer_and_in_person()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Approval(",\"assignees\":[\"ada@example.com\",\"admin\"]")}]", "start>ask");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        Assert.Equal("not_assignee", (await DecideAsync(flows, run, "ask", isApproved: true, Eve)).Error!.Code.Value);
        Assert.Equal("not_assignee", (await DecideAsync(flows, run, "ask", isApproved: true, Ada with { IsPerson = false })).Error!.Code.Value);
        var admin = Eve with { Roles = new HashSet<string> { "member", "admin" } };
        Assert.True((await DecideAsync(flows, run, "ask", isApproved: true, admin)).IsSuccess);
        Assert.Equal(["ada"], flows.Told);
    }

    [Fact]
    public async Task An_approval_that_asks_nobody_there_is_fails_and_says_whom()
    {
        await using var flows = await FlowHarness.StartAsync();

        var run = await flows.RunAsync($"[{Start},{Approval(",\"assignees\":\"nobody@example.com\"")}]", "start>ask");

        Assert.Equal(("assignee_unknown", "ask"), (run.Failure!.Code, run.Failure.NodeId));
        Assert.Contains("nobody@example.com", run.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_that_is_away_leaves_the_approval_open_and_an_errand_behind()
    {
        await using var flows = await FlowHarness.StartAsync();
        flows.Tell = (_, _) => throw new InvalidOperationException("no mail");
        var run = await flows.StartAsync($"[{Start},{Approval(",\"assignees\":[\"ada@example.com\"]")}]", "start>ask");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);
        flows.Clock.Advance(TimeSpan.FromMinutes(2));

        var errand = Assert.Single(await flows.Get<WaitErrands>().DueAsync(default));

        Assert.Equal((WaitErrandKinds.Mail, "ada"), (errand.Document.Kind, errand.Document.UserId));
    }

    [Fact]
    public async Task An_event_ends_the_wait_for_it_and_is_its_output()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Event("paid")},{Probe("after")}]", "start>paid paid>after");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        var sent = await SendAsync(flows, run, "paid", """{"n":7}""");
        run = await flows.EndOfAsync(run);

        Assert.Equal("paid", sent.Value!.Wait!.NodeId);
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(7, (await flows.StepsOfAsync(run))["paid"].Output!.Value!.Value.GetProperty("n").GetInt32());
        Assert.Equal("run_ended", (await SendAsync(flows, run, "paid", "{}")).Error!.Code.Value);
    }

    [Fact]
    public async Task An_event_that_comes_before_its_wait_is_held_for_it_and_events_are_taken_in_order()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor { Act = async (context, token) => { await go.Task.WaitAsync(token); return ProbeProcessor.Ok(context); } };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync($"[{Start},{Probe("first")},{Event("a", "next")},{Event("b", "next")}]", "start>first first>a a>b");
        Assert.Null((await SendAsync(flows, run, "next", """{"n":1}""")).Value!.Wait);
        Assert.Null((await SendAsync(flows, run, "next", """{"n":2}""")).Value!.Wait);
        Assert.Null((await SendAsync(flows, run, "other", """{"n":3}""")).Value!.Wait);

        go.SetResult();
        run = await flows.EndOfAsync(run);

        var steps = await flows.StepsOfAsync(run);
        Assert.Equal((1, 2), (N(steps["a"]), N(steps["b"])));
        static int N(RunStep step) => step.Output!.Value!.Value.GetProperty("n").GetInt32();
    }

    [Fact]
    public async Task More_events_than_a_run_holds_are_refused()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Approval()}]", "start>ask");
        for (var n = 0; n < new WaitsOptions().BufferedEvents; n++)
        {
            Assert.True((await SendAsync(flows, run, "early", "{}")).IsSuccess);
        }

        Assert.Equal("event_buffer_full", (await SendAsync(flows, run, "early", "{}")).Error!.Code.Value);
    }

    [Fact]
    public async Task Two_waits_for_one_event_are_ended_by_two_of_it_the_older_first()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Event("a", "go")},{Event("b", "go")},{Probe("join")}]", "start>a start>b a>join b>join");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        var first = (await SendAsync(flows, run, "go", "{}")).Value!.Wait!.NodeId;
        var second = (await SendAsync(flows, run, "go", "{}")).Value!.Wait!.NodeId;
        run = await flows.EndOfAsync(run);

        Assert.Equal(["a", "b"], ((string[])[first, second]).Order());
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public async Task A_cancelled_run_is_over_and_takes_no_answer()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Approval()},{Probe("yes")}]", "start>ask ask:approved>yes");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        var cancelled = await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default);
        var again = await flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default);

        Assert.Equal((RunStatus.Cancelled, RunStatus.Cancelled), (cancelled.Value!.Status, again.Value!.Status));
        Assert.Equal("run_ended", (await DecideAsync(flows, run, "ask", isApproved: true, Ada)).Error!.Code.Value);
        Assert.Equal("run_ended", (await SendAsync(flows, run, "x", "{}")).Error!.Code.Value);
        Assert.Empty(flows.Probe.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_an_answer_and_a_cancel_at_once_the_first_one_counts(bool crashes)
    {
        await using var flows = await FlowHarness.StartAsync(crashes: crashes);
        for (var round = 0; round < 10; round++)
        {
            var run = await flows.StartAsync($"[{Start},{Approval()}]", "start>ask");
            await flows.UntilStatusAsync(run, RunStatus.Waiting);

            var answering = Task.Run(() => DecideAsync(flows, run, "ask", isApproved: true, Ada));
            var cancelling = Task.Run(() => flows.Get<RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default));
            var (answered, cancelled) = (await answering, await cancelling);
            var ended = await flows.EndOfAsync(run);

            Assert.Equal(cancelled.IsSuccess ? RunStatus.Cancelled : RunStatus.Completed, ended.Status);
            Assert.True(answered.IsSuccess || answered.Error.Code == RunErrors.RunEndedCode);
            Assert.True(answered.IsSuccess || cancelled.IsSuccess);
        }
    }

    [Fact]
    public async Task A_hint_that_was_lost_is_made_up_for_and_false_ones_do_nothing()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{Approval()},{Probe("yes")}]", "start>ask ask:approved>yes");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);
        foreach (var payload in (object?[])[1, 99, -3, "x", null, new { a = 1 }])
        {
            await flows.Client.RaiseEventAsync(run.Id, "wake", payload);
        }

        // Decided, and the process dies before it tells the run.
        await flows.Get<RunWaits>().DecideAsync(
            Tenant.Of(flows.Organization), run.Id, await IdAsync(flows, run, "ask"), new WaitDecision(true, Ada, null), _ => [], default);
        flows.Clock.Advance(TimeSpan.FromMinutes(2));
        var errand = Assert.Single(await flows.Get<WaitErrands>().DueAsync(default));
        Assert.True(await flows.Get<WaitErrands>().ClaimAsync(errand, default));
        Assert.False(await flows.Get<WaitErrands>().ClaimAsync(errand, default));
        await flows.Get<RunWaker>().WakeAsync(
            flows.Client, (await flows.Get<RunWaits>().GetAsync(Tenant.Of(flows.Organization), errand.Document.WaitId, default))!.Document, default);

        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(run)).Status);
        flows.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await flows.Get<WaitErrands>().DueAsync(default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Waits_in_parallel_each_end_by_their_own_answer_whatever_crashes(bool crashes)
    {
        await using var flows = await FlowHarness.StartAsync(crashes: crashes);
        var count = crashes ? 5 : 30;
        var asks = string.Join(',', Enumerable.Range(0, count).Select(n => Approval(id: $"ask{n}")));
        var edges = string.Join(' ', Enumerable.Range(0, count).Select(n => $"start>ask{n} ask{n}:approved>join"));
        var run = await flows.StartAsync($"[{Start},{asks},{Probe("join")}]", edges);
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        await Task.WhenAll(Enumerable.Range(0, count).Select(n => DecideAsync(flows, run, $"ask{n}", isApproved: true, Ada)));
        run = await flows.EndOfAsync(run);

        Assert.Equal((RunStatus.Completed, count + 2), (run.Status, run.Steps));
        Assert.Single(flows.Probe.Keys.Distinct());
    }

    [Fact]
    public async Task A_wait_outlives_the_executions_of_its_run()
    {
        await using var flows = await FlowHarness.StartAsync();
        const int count = 400;
        var nodes = string.Join(',', Enumerable.Range(0, count).Select(n => $"{{\"id\":\"n{n}\",\"data\":{{\"nodeType\":\"set\",\"checkpoint\":true,\"values\":{{\"v\":{n}}}}}}}"));
        var edges = "start>ask start>n0 " + string.Join(' ', Enumerable.Range(1, count - 1).Select(n => $"n{n - 1}>n{n}"));
        var run = await flows.StartAsync($"[{Start},{Approval()},{nodes},{Probe("yes")}]", edges + " ask:approved>yes");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);

        Assert.True((await DecideAsync(flows, run, "ask", isApproved: true, Ada)).IsSuccess);
        run = await flows.EndOfAsync(run);

        Assert.Equal((RunStatus.Completed, count + 3), (run.Status, run.Steps));
    }

    [Fact]
    public async Task Five_waits_of_ninety_days_in_a_row_lose_nothing()
    {
        await using var flows = await FlowHarness.StartAsync(maxIdle: 0);
        var waits = string.Join(',', Enumerable.Range(0, 5).Select(n => $"{{\"id\":\"w{n}\",\"data\":{{\"nodeType\":\"wait\",\"waitFor\":\"event\",\"event\":\"e\",\"deadline\":\"90d\",\"onDeadline\":\"continue\"}}}}"));
        var set = """{"id":"last","data":{"nodeType":"set","values":{"v":"{{ inputs.kept }}"}}}""";
        var run = await flows.StartAsync($"[{Start},{waits},{set}]", "start>w0 w0>w1 w1>w2 w2>w3 w3>w4 w4>last", """{"kept":"still here"}""");

        run = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromDays(3));

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.True(run.EndedAt - run.CreatedAt >= TimeSpan.FromDays(450));
        Assert.Equal("still here", (await flows.OutputOfAsync(run)).GetProperty("v").GetString());
    }

    [Theory]
    [InlineData("start>w", 0)]
    [InlineData("start>w start>v", 1)]
    [InlineData("start>w w>after", 0)]
    public async Task A_run_says_that_it_waits_while_nothing_of_it_is_at_work_and_that_it_runs_after(string edges, int marks)
    {
        await using var flows = await FlowHarness.StartAsync();
        var delays = string.Join(',', ((string[])["w", "v"]).Select(id => $"{{\"id\":\"{id}\",\"data\":{{\"nodeType\":\"delay\",\"seconds\":60}}}}"));
        var run = await flows.StartAsync($"[{Start},{delays},{Probe("after")}]", edges);
        await flows.UntilStatusAsync(run, RunStatus.Waiting);
        Assert.NotNull((await flows.Get<RunStore>().GetAsync(flows.Organization, run.Id, default))!.Document.StartedAt);

        run = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromSeconds(10));

        Assert.Equal((RunStatus.Completed, marks), (run.Status, flows.Marks));
    }

    [Fact]
    public async Task A_run_that_was_answered_runs_again_while_the_next_step_is_at_work()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor
        {
            Act = async (context, token) =>
            {
                begun.SetResult();
                await go.Task.WaitAsync(token);
                return ProbeProcessor.Ok(context);
            },
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync($"[{Start},{{\"id\":\"w\",\"data\":{{\"nodeType\":\"wait\",\"waitFor\":\"time\",\"duration\":\"1h\"}}}},{Probe("a")},{Probe("b")}]", "start>w w>a a>b");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);
        flows.Clock.Advance(TimeSpan.FromHours(1));
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(RunStatus.Running, (await flows.Get<RunStore>().GetAsync(flows.Organization, run.Id, default))!.Document.Status);
        probe.Act = (context, _) => Task.FromResult(ProbeProcessor.Ok(context));
        go.SetResult();
        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(run)).Status);
    }

    private static async Task<Result<RunWait>> DecideAsync(FlowHarness flows, Run run, string node, bool isApproved, WaitDecider by, string? comment = null)
    {
        var decided = await flows.Get<RunWaits>().DecideAsync(
            Tenant.Of(flows.Organization), run.Id, await IdAsync(flows, run, node), new WaitDecision(isApproved, by, comment), _ => [], default);
        if (decided.IsSuccess)
        {
            await flows.Get<RunWaker>().WakeAsync(flows.Client, decided.Value, default);
        }

        return decided;
    }

    private static async Task<string> IdAsync(FlowHarness flows, Run run, string node) =>
        (await flows.Get<RunWaits>().FindApprovalAsync(Tenant.Of(flows.Organization), run.Id, node, null, default)).Value!.Id;

    private static async Task<Result<SentEvent>> SendAsync(FlowHarness flows, Run run, string name, string data)
    {
        var sent = await flows.Get<RunInboxes>().SendAsync(
            Tenant.Of(flows.Organization), run.Id, name, JsonDocument.Parse(data).RootElement, _ => [], default);
        if (sent is { IsSuccess: true, Value.Wait: { } wait })
        {
            await flows.Get<RunWaker>().WakeAsync(flows.Client, wait, default);
        }

        return sent;
    }

    private static string Approval(string extra = "", string id = "ask") =>
        $"{{\"id\":\"{id}\",\"data\":{{\"nodeType\":\"wait\",\"waitFor\":\"approval\",\"message\":\"Ship it?\"{extra}}}}}";

    private static string Event(string id, string? name = null) =>
        $"{{\"id\":\"{id}\",\"data\":{{\"nodeType\":\"wait\",\"waitFor\":\"event\",\"event\":\"{name ?? id}\"}}}}";

    private static string Probe(string id) => $"{{\"id\":\"{id}\",\"data\":{{\"nodeType\":\"probe\"}}}}";
}
