using HiveFlow.Live.Events;
using HiveFlow.Metering.Credits;
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

        var run = await harness.RunAsync(Steps(), Chain());

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

        var run = await harness.RunAsync(Steps(), Chain());

        Assert.Equal((RunStatus.Failed, "credits_exhausted"), (run.Status, run.Failure?.Code));
        Assert.InRange(run.Charged, Estimate - 10, Estimate);
        Assert.Equal(0, (await BalanceAsync(harness)).Reserved);
        Assert.InRange(await LeftAsync(harness), 5, 15);
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
