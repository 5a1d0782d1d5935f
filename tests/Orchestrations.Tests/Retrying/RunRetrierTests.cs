using HiveFlow.Errors;
using HiveFlow.Orchestrations.Retrying;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Tests.Retrying;

public sealed class RunRetrierTests
{
    private const string Start = """{"id":"start","data":{"nodeType":"trigger","startNode":true}}""";

    [Fact]
    public async Task A_retry_begins_with_what_failed_and_takes_over_what_went_well()
    {
        var isBroken = true;
        var probe = new ProbeProcessor
        {
            Act = (context, _) => Task.FromResult(context.NodeId == "b" && isBroken ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)),
        };
        await using var flows = await FlowHarness.StartAsync(probe);
        var failed = await flows.RunAsync($"[{Start},{Probe("a")},{Probe("b")},{Set("c", "{{ nodes.a.output }}-{{ nodes.b.output }}-{{ inputs.n }}")}]", "start>a a>b b>c", """{"n":7}""");
        Assert.Equal(RunStatus.Failed, failed.Status);
        isBroken = false;

        var retried = await flows.EndOfAsync((await RetryAsync(flows, failed)).Value!.Run);

        Assert.Equal((RunStatus.Completed, failed.Id, failed.FlowHash, 2), (retried.Status, retried.RetryOf, retried.FlowHash, retried.Steps));
        Assert.Equal("a-b-7", (await flows.OutputOfAsync(retried)).GetProperty("v").GetString());
        Assert.Equal([$"{failed.Id}/a/0", $"{failed.Id}/b/0", $"{retried.Id}/b/0"], flows.Probe.Keys);
        var steps = await flows.StepsOfAsync(retried);
        Assert.Equal((failed.Id, null), (steps["a"].TakenFrom, steps["b"].TakenFrom));
        Assert.Equal(RunStatus.Failed, (await flows.EndOfAsync(failed)).Status);
    }

    [Fact]
    public async Task A_step_and_all_behind_it_run_again_and_nothing_else()
    {
        await using var flows = await FlowHarness.StartAsync();
        var done = await flows.RunAsync(
            $"[{Start},{Probe("a")},{Probe("b")},{Probe("c")},{Probe("join")}]", "start>a start>b a>c c>join b>join");
        flows.Probe.Keys.Clear();

        var retried = await flows.EndOfAsync((await RetryAsync(flows, done, "a")).Value!.Run);

        Assert.Equal(RunStatus.Completed, retried.Status);
        Assert.Equal(["a", "c", "join"], flows.Probe.Keys.Select(key => key.Split('/')[1]));
        Assert.Equal(3, retried.Steps);
    }

    [Fact]
    public async Task A_branch_that_was_not_taken_stays_so_and_a_failure_that_was_routed_too()
    {
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(context.NodeId is "a" or "last" ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)) };
        await using var flows = await FlowHarness.StartAsync(probe);
        var failed = await flows.RunAsync(
            $"[{Start},{Probe("a")},{Probe("b")},{Probe("c")},{Probe("last")}]", "start>a a:error>b a>c b>last");
        probe.Act = (context, _) => Task.FromResult(ProbeProcessor.Ok(context));
        probe.Keys.Clear();

        var retried = await flows.EndOfAsync((await RetryAsync(flows, failed)).Value!.Run);

        Assert.Equal(RunStatus.Completed, retried.Status);
        Assert.Equal([$"{retried.Id}/last/0"], probe.Keys);
        Assert.DoesNotContain("c", (await flows.StepsOfAsync(retried)).Keys);
    }

    [Fact]
    public async Task A_retry_of_a_retry_names_the_run_that_did_the_step()
    {
        var failing = "b";
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(context.NodeId == failing ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)) };
        await using var flows = await FlowHarness.StartAsync(probe);
        var first = await flows.RunAsync($"[{Start},{Probe("a")},{Probe("b")},{Probe("c")}]", "start>a a>b b>c");
        failing = "c";
        var second = await flows.EndOfAsync((await RetryAsync(flows, first)).Value!.Run);
        failing = "none";

        var third = await flows.EndOfAsync((await RetryAsync(flows, second)).Value!.Run);

        Assert.Equal((RunStatus.Completed, second.Id), (third.Status, third.RetryOf));
        var steps = await flows.StepsOfAsync(third);
        Assert.Equal((first.Id, second.Id, null), (steps["a"].TakenFrom, steps["b"].TakenFrom, steps["c"].TakenFrom));
        Assert.Equal(4, probe.Keys.Count(key => !key.StartsWith(third.Id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_taken_over_costs_nothing_again()
    {
        var isBroken = true;
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(context.NodeId == "b" && isBroken ? ProbeProcessor.Failed() : ProbeProcessor.Ok(context)) };
        await using var flows = await FlowHarness.StartAsync(probe);
        var nodes = $"[{Start},{Probe("a")},{Probe("b")}]";
        var failed = await flows.RunAsync(nodes, "start>a a>b");
        var alone = await flows.RunAsync($"[{Start}]", "");
        isBroken = false;

        var retried = await flows.EndOfAsync((await RetryAsync(flows, failed)).Value!.Run);

        Assert.Equal(alone.Charged, retried.Charged);
        Assert.True(failed.Charged > retried.Charged);
    }

    [Theory]
    [InlineData(null, "validation_failed")]
    [InlineData("none", "validation_failed")]
    [InlineData("c", "validation_failed")]
    public async Task What_cannot_be_tried_again_is_refused(string? from, string code)
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.RunAsync($"[{Start},{{\"id\":\"if\",\"data\":{{\"nodeType\":\"condition\",\"condition\":true}}}},{Probe("b")},{Probe("c")}]", "start>if if:true>b if:false>c");

        Assert.Equal(code, (await RetryAsync(flows, run, from)).Error!.Code.Value);
    }

    [Fact]
    public async Task A_run_at_work_is_not_tried_again_and_a_cancelled_one_is()
    {
        await using var flows = await FlowHarness.StartAsync();
        var run = await flows.StartAsync($"[{Start},{{\"id\":\"w\",\"data\":{{\"nodeType\":\"delay\",\"seconds\":60}}}},{Probe("a")}]", "start>w w>a");
        await flows.UntilStatusAsync(run, RunStatus.Waiting);
        Assert.Equal("run_not_ended", (await RetryAsync(flows, run)).Error!.Code.Value);
        await flows.Get<Starting.RunCanceller>().CancelAsync(flows.Client, flows.Organization, run.Id, default);

        var retried = (await RetryAsync(flows, run)).Value!.Run;

        Assert.Equal(RunStatus.Completed, (await flows.EndWhileTimePassesAsync(retried, TimeSpan.FromSeconds(10))).Status);
    }

    private static async Task<Result<CreatedRun>> RetryAsync(FlowHarness flows, Run run, string? from = null)
    {
        var stored = await flows.Get<RunStore>().GetAsync(flows.Organization, run.Id, default);
        return await flows.Get<RunRetrier>().RetryAsync(flows.Client, stored!, new RunRetry("user", null, from), default);
    }

    private static string Probe(string id) => $"{{\"id\":\"{id}\",\"data\":{{\"nodeType\":\"probe\"}}}}";

    private static string Set(string id, string value) => $"{{\"id\":\"{id}\",\"data\":{{\"nodeType\":\"set\",\"values\":{{\"v\":\"{value}\"}}}}}}";
}
