using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Runs;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using static HiveFlow.Orchestrations.Tests.Nodes;

namespace HiveFlow.Orchestrations.Tests.Waits;

/// <summary>Waits in the bodies of loops: one for each item.</summary>
public sealed class LoopWaitTests
{
    private static readonly WaitDecider Ada = new("ada", "ada@example.com", new HashSet<string> { "member" }, IsPerson: true);
    private static readonly string Ask = Node("ask", "wait", ",\"waitFor\":\"approval\"");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_item_waits_for_its_own_approval_and_is_decided_by_its_iteration(bool crashes)
    {
        await using var flows = await FlowHarness.StartAsync(crashes: crashes);
        var run = await flows.StartAsync(
            List(Start, Map("each", "[10,20,30]"), Ask, Set("yes", "{{ item + 1 }}"), Set("no", "{{ item - 1 }}")), "start>each each:body>ask ask:approved>yes ask:rejected>no");
        await UntilOpenAsync(flows, run, 3);

        var blind = await FindAsync(flows, run, null);
        foreach (var (iteration, isApproved) in new[] { ("2", true), ("0", false), ("1", true) })
        {
            Assert.True((await DecideAsync(flows, run, iteration, isApproved)).IsSuccess);
        }

        run = await flows.EndOfAsync(run);

        Assert.Equal(RequestErrors.InvalidCode, blind.Error!.Code);
        Assert.Contains("iteration", blind.Error.Fields.Keys);
        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure));
        Assert.Equal([9, 21, 31], (await flows.OutputOfAsync(run)).GetProperty("results").EnumerateArray().Select(result => result.GetProperty("v").GetInt32()));
        Assert.Equal("wait_ended", (await DecideAsync(flows, run, "1", isApproved: false)).Error!.Code.Value);
    }

    [Fact]
    public async Task A_run_whose_items_all_wait_waits_and_is_at_work_again_with_the_first_answer()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new ProbeProcessor { Act = async (context, token) => { await go.Task.WaitAsync(token); return ProbeProcessor.Ok(context); } };
        await using var flows = await FlowHarness.StartAsync(probe);
        var run = await flows.StartAsync(List(Start, Map("each", "[1,2]"), Ask, Probe("p")), "start>each each:body>ask ask:approved>p");

        await flows.UntilStatusAsync(run, RunStatus.Waiting);
        Assert.True((await DecideAsync(flows, run, "1", isApproved: true)).IsSuccess);
        await flows.UntilStatusAsync(run, RunStatus.Running);
        go.SetResult();
        await flows.UntilStatusAsync(run, RunStatus.Waiting);
        Assert.True((await DecideAsync(flows, run, "0", isApproved: true)).IsSuccess);

        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(run)).Status);
    }

    [Fact]
    public async Task The_one_approval_that_is_open_needs_no_iteration()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync(List(Start, Node("each", "loop", ",\"items\":[1,2]"), Ask, Set("yes", "1")), "start>each each:body>ask ask:approved>yes");

        for (var item = 0; item < 2; item++)
        {
            await UntilOpenAsync(flows, run, 1);
            Assert.True((await DecideAsync(flows, run, null, isApproved: true)).IsSuccess);
        }

        Assert.Equal(RunStatus.Completed, (await flows.EndOfAsync(run)).Status);
        Assert.True((await FindAsync(flows, run, "0")).IsSuccess);
        Assert.Equal(RequestErrors.NotFoundCode, (await FindAsync(flows, run, "7")).Error!.Code);
    }

    [Fact]
    public async Task Events_end_the_waits_of_items_one_after_the_other_however_often_the_loop_begins_anew()
    {
        const int Items = 90;
        await using var flows = await FlowHarness.StartAsync(maxIdle: 0);
        var items = JsonSerializer.Serialize(Enumerable.Range(0, Items));
        var run = await flows.StartAsync(
            List(Start, Node("each", "loop", $",\"items\":{items}"), Node("go", "wait", ",\"waitFor\":\"event\",\"event\":\"go\""), Set("after", "{{ nodes.go.output.n + item }}")),
            "start>each each:body>go go>after");

        for (var n = 0; n < Items; n++)
        {
            await UntilOpenAsync(flows, run, 1);
            var sent = await flows.Get<RunInboxes>().SendAsync(
                Tenant.Of(flows.Organization), run.Id, "go", JsonDocument.Parse("""{"n":1000}""").RootElement, static _ => [], default);
            Assert.Equal(($"{n}", "go"), (sent.Value!.Wait!.Iteration, sent.Value.Wait.NodeId));
            await flows.Get<RunWaker>().WakeAsync(flows.Client, sent.Value.Wait, default);
        }

        run = await flows.EndOfAsync(run);
        Assert.Equal((RunStatus.Completed, null), (run.Status, run.Failure));
        Assert.Equal(Enumerable.Range(1000, Items), (await flows.OutputOfAsync(run)).GetProperty("results").EnumerateArray().Select(result => result.GetProperty("v").GetInt32()));
    }

    [Fact]
    public async Task A_deadline_that_nobody_met_is_the_items_own()
    {
        await using var flows = await FlowHarness.StartAsync();
        var ask = Node("ask", "wait", ",\"waitFor\":\"approval\",\"deadline\":\"{{ item }}h\",\"onDeadline\":\"fail\"");
        var run = await flows.StartAsync(List(Start, Map("each", "[1,48]", ",\"onItemError\":\"continue\""), ask, Set("yes", "1")), "start>each each:body>ask ask:approved>yes");
        await UntilOpenAsync(flows, run, 2);
        Assert.True((await DecideAsync(flows, run, "1", isApproved: true)).IsSuccess);

        run = await flows.EndWhileTimePassesAsync(run, TimeSpan.FromMinutes(30));

        Assert.Equal(RunStatus.Completed, run.Status);
        var output = await flows.OutputOfAsync(run);
        Assert.Equal((0, "wait_expired"), (output.GetProperty("errors")[0].GetProperty("index").GetInt32(), output.GetProperty("errors")[0].GetProperty("code").GetString()));
        Assert.Equal(1, output.GetProperty("errors").GetArrayLength());
    }

    private static Task UntilOpenAsync(FlowHarness flows, Run run, int count) => Eventually.HoldsAsync(async () =>
        (await flows.Get<RunWaits>().ListAsync(Tenant.Of(flows.Organization), run.Id, 200, null, default)).Items.Count(wait => wait.Document.IsOpen) >= count);

    private static ValueTask<Result<Stored<RunWait>>> FindAsync(FlowHarness flows, Run run, string? iteration) =>
        flows.Get<RunWaits>().FindApprovalAsync(Tenant.Of(flows.Organization), run.Id, "ask", iteration, default);

    private static async Task<Result<RunWait>> DecideAsync(FlowHarness flows, Run run, string? iteration, bool isApproved)
    {
        var found = await FindAsync(flows, run, iteration);
        Assert.True(found.IsSuccess, found.Error?.Message);
        var decided = await flows.Get<RunWaits>().DecideAsync(
            Tenant.Of(flows.Organization), run.Id, found.Value.Id, new WaitDecision(isApproved, Ada, null), static _ => [], default);
        if (decided.IsSuccess)
        {
            await flows.Get<RunWaker>().WakeAsync(flows.Client, decided.Value, default);
        }

        return decided;
    }
}
