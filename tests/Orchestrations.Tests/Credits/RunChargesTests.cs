using HiveFlow.Metering.Credits;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;

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
