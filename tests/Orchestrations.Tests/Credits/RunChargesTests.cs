using HiveFlow.Live.Events;
using HiveFlow.Metering.Credits;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;

using Draw = HiveFlow.Orchestrations.Tests.Nodes;

namespace HiveFlow.Orchestrations.Tests.Credits;

public sealed class RunChargesTests
{
    private const int Nodes = 30;

    // The harness says one node: 100 for the run, 10 for the step, 100 in reserve.
    private const long Estimate = 210;

    [Fact]
    public async Task A_run_that_needs_more_than_was_held_gets_more_and_pays_its_price()
    {
        await using var harness = await FlowHarness.StartAsync();

        var run = await harness.OverAsync(await harness.StartAsync(Steps(), Chain()));

        Assert.Equal((RunStatus.Completed, 100L + (10 * Nodes)), (run.Status, run.Charged));
        Assert.True(run.Reserved > Estimate);
        Assert.Equal(new CreditBalance(1_000_000_000 - run.Charged, 0), await BalanceAsync(harness));
        Assert.Equal(1_000_000_000 - run.Charged, await LeftAsync(harness));
    }

    [Fact]
    public async Task A_run_that_cannot_pay_its_next_step_fails_as_exhausted_and_pays_for_what_it_did()
    {
        await using var harness = await FlowHarness.StartAsync();
        var book = harness.Get<CreditBook>();
        Assert.True((await book.HoldAsync(Tenant.Of(harness.Organization), 1_000_000_000 - Estimate - 5, default)).IsSuccess);

        var run = await harness.OverAsync(await harness.StartAsync(Steps(), Chain()));

        Assert.Equal((RunStatus.Failed, "credits_exhausted"), (run.Status, run.Failure?.Code));
        Assert.InRange(run.Charged, Estimate - 10, Estimate);
        Assert.Equal(0, (await BalanceAsync(harness)).Reserved);
        Assert.InRange(await LeftAsync(harness), 5, 15);
    }

    [Theory]
    [InlineData("chain")]
    [InlineData("loop")]
    [InlineData("map")]
    public async Task A_run_ends_as_exhausted_at_the_same_step_when_two_processes_take_turns(string shape)
    {
        var alone = await ExhaustAsync(shape, isShared: false);

        var shared = await ExhaustAsync(shape, isShared: true);

        Assert.Equal((RunStatus.Failed, "credits_exhausted"), (shared.Run.Status, shared.Run.Failure?.Code));
        Assert.InRange(alone.Steps, 5, Nodes - 5);
        Assert.Equal((alone.Steps, alone.Run.Steps, alone.Run.Charged), (shared.Steps, shared.Run.Steps, shared.Run.Charged));
    }

    [Fact]
    public async Task A_run_of_two_processes_is_not_exhausted_while_what_one_of_them_holds_is_enough()
    {
        await using var harness = await FlowHarness.StartAsync();
        Share(harness);
        Assert.True((await harness.Get<CreditBook>().HoldAsync(Tenant.Of(harness.Organization), 1_000_000_000 - 100 - (10 * Nodes), default)).IsSuccess);

        var run = await harness.RunAsync(Probes(), Chain());

        Assert.Equal((RunStatus.Completed, 100L + (10 * Nodes)), (run.Status, run.Charged));
    }

    [Fact]
    public async Task A_run_is_charged_the_same_when_the_process_dies_after_every_commit()
    {
        await using var harness = await FlowHarness.StartAsync(crashes: true);

        var run = await harness.RunAsync(Steps(), Chain());

        Assert.Equal((RunStatus.Completed, 100L + (10 * Nodes)), (run.Status, run.Charged));
        Assert.Equal(new CreditBalance(1_000_000_000 - run.Charged, 0), await BalanceAsync(harness));
    }

    [Fact]
    public async Task The_log_of_a_run_tells_what_is_held_for_it_what_its_steps_use_and_what_it_is_charged()
    {
        const string Kind = "llm.m.output_tokens";
        var probe = new ProbeProcessor { Act = (context, _) => Task.FromResult(ProbeProcessor.Ok(context) with { Usage = new Dictionary<string, long> { [Kind] = 7 } }) };
        await using var harness = await FlowHarness.StartAsync(probe);
        var run = await harness.RunAsync(Draw.List(Draw.Start, Draw.Probe("p")), "start>p");

        List<RunEvent> events = [];
        await foreach (var one in harness.Get<RunEventLog>().WatchAsync(Tenant.Of(harness.Organization), run.Id, 0, default))
        {
            events.Add(one);
        }

        Assert.True(run.Charged > 0);
        Assert.Equal(Estimate, events[0].Data!.Value.GetProperty("creditsHeld").GetInt64());
        var step = Assert.Single(events, e => e.Type == RunEventTypes.StepCompleted && e.NodeId == "p").Data!.Value;
        Assert.Equal(7, step.GetProperty("usage").GetProperty(Kind).GetInt64());
        Assert.Equal(run.Charged, events[^1].Data!.Value.GetProperty("creditsCharged").GetInt64());
    }

    [Fact]
    public async Task The_steps_of_loops_are_billed_as_the_types_they_are_nested_ones_too()
    {
        await using var harness = await FlowHarness.StartAsync();
        var nodes = Draw.List(
            Draw.Start,
            Draw.Loop("outer", "[1,2,3]"),
            Draw.Loop("inner", "[1,2]"),
            Draw.Set("deep", "{{ item }}"));

        var run = await harness.RunAsync(nodes, "start>outer outer:body>inner inner:body>deep");

        Assert.Equal(RunStatus.Completed, run.Status);
        var entries = (await harness.Get<CreditLedger>().ListAsync(Tenant.Of(harness.Organization), 50, null, default)).Items;
        var bill = Assert.Single(entries, e => e.Document.Kind == CreditEntryKinds.Settlement).Document;
        Assert.Equal(
            new Dictionary<string, NodeUse> { ["trigger"] = new(1, 10), ["loop"] = new(4, 40), ["set"] = new(6, 60) },
            bill.Nodes!.ToDictionary());
        Assert.Equal((11, -210), (bill.Steps, bill.Amount));
        Assert.DoesNotContain(run.Usage?.Keys ?? [], kind => kind.Contains(':', StringComparison.Ordinal));
    }

    /// <summary>A run that may cost little more than its estimate, by one process or by two in turns, and how many steps it made.</summary>
    private static async Task<(Run Run, int Steps)> ExhaustAsync(string shape, bool isShared)
    {
        await using var harness = await FlowHarness.StartAsync();
        if (isShared)
        {
            Share(harness);
        }

        Assert.True((await harness.Get<CreditBook>().HoldAsync(Tenant.Of(harness.Organization), 1_000_000_000 - Estimate - 5, default)).IsSuccess);
        var items = $"[{string.Join(',', Enumerable.Range(0, Nodes))}]";
        var run = shape switch
        {
            "chain" => await harness.RunAsync(Probes(), Chain()),
            "loop" => await harness.RunAsync(Draw.List(Draw.Start, Draw.Loop("l", items), Draw.Probe("p")), "start>l l:body>p"),
            _ => await harness.RunAsync(Draw.List(Draw.Start, Draw.Map("l", items, ",\"parallelism\":1"), Draw.Probe("p")), "start>l l:body>p"),
        };
        return (run, harness.Probe.Keys.Count);
    }

    private static void Share(FlowHarness harness)
    {
        var (here, there, turn) = (harness.Get<StepRunner>(), harness.Elsewhere(), 0);
        harness.Runner = () => Interlocked.Increment(ref turn) % 2 == 0 ? there : here;
    }

    private static string Probes() =>
        Draw.List(Enumerable.Range(0, Nodes).Select(i => i == 0 ? Draw.Start.Replace("start\"", "n0\"", StringComparison.Ordinal) : Draw.Probe($"n{i}")));

    private static string Steps()
    {
        const string Start = """{"id":"n0","type":"custom","data":{"nodeType":"trigger","startNode":true}}""";
        var rest = Enumerable.Range(1, Nodes - 1).Select(i => $$"""{"id":"n{{i}}","type":"custom","data":{"nodeType":"set","values":{"x":1} } }""");
        return $"[{string.Join(',', rest.Prepend(Start))}]";
    }

    private static string Chain() => string.Join(' ', Enumerable.Range(1, Nodes - 1).Select(i => $"n{i - 1}>n{i}"));

    private static ValueTask<CreditBalance> BalanceAsync(FlowHarness harness) =>
        harness.Get<CreditLedger>().ReadAsync(Tenant.Of(harness.Organization), default);

    private static async Task<long> LeftAsync(FlowHarness harness) =>
        (await harness.Get<HotBalance>().TakeAsync(Tenant.Of(harness.Organization), 0, default)).Left;
}
