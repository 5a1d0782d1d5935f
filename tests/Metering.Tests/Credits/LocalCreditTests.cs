using CsCheck;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Tests.Credits;

public sealed class LocalCreditTests : CreditContract
{
    protected override string ConnectionString => string.Empty;

    [Fact]
    public async Task Whatever_order_repetitions_and_crashes_the_ledger_adds_up_and_nothing_is_charged_twice()
    {
        // Each act: which run, what is done (open, settle, die before the write, restart), and an amount.
        var acts = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Long[0, 400]).Array[1, 40];
        await acts.SampleAsync(PlayAsync, iter: 60, threads: 1);
    }

    private async Task PlayAsync((int Run, int Act, long Amount)[] acts)
    {
        var tenant = Tenant.Of(DocumentId.New(Store.Clock));
        var (bank, open, settled) = (new Bank(Store, 1_000), new Dictionary<string, long>(), new Dictionary<string, long>());
        foreach (var (number, act, amount) in acts)
        {
            var run = $"run{number}";
            switch (act)
            {
                case 0 when (await bank.Book.HoldAsync(tenant, amount, default)).IsSuccess:
                    var opened = await Store.Documents.WriteAsync(bank.Book.Opened(tenant, run, amount, 1), default);
                    Assert.Equal(!open.ContainsKey(run) && !settled.ContainsKey(run), opened.IsApplied);
                    if (opened.IsApplied)
                    {
                        open[run] = amount;
                    }
                    else
                    {
                        await bank.Book.GiveBackAsync(tenant, amount, bank.Book.EpochOf(tenant));
                    }

                    break;
                case 1 when open.TryGetValue(run, out var held):
                    for (var delivery = 0; delivery < 2; delivery++)
                    {
                        var epoch = bank.Book.EpochOf(tenant);
                        var charged = Math.Min(held, amount);
                        var written = await Store.Documents.WriteAsync(bank.Book.Settled(tenant, run, held, charged, isRefund: false), default);
                        Assert.Equal(delivery == 0, written.IsApplied);
                        if (written.IsApplied)
                        {
                            await bank.Book.GiveBackAsync(tenant, held - charged, epoch);
                            settled[run] = charged;
                        }
                    }

                    open.Remove(run);
                    break;
                case 2:
                    await bank.Book.HoldAsync(tenant, amount, default);
                    break;
                default:
                    await bank.DisposeAsync();
                    bank = new Bank(Store, 1_000);
                    break;
            }

            var balance = await bank.Book.ReadAsync(tenant, default);
            Assert.Equal(new CreditBalance(1_000 - settled.Values.Sum() - open.Values.Sum(), open.Values.Sum()), balance);
            var entries = (await bank.Ledger.ListAsync(tenant, 200, null, default)).Items;
            Assert.Equal(entries.Sum(e => e.Document.Amount), balance.Available + balance.Reserved);
            Assert.Equal(entries.Sum(e => e.Document.Held), balance.Reserved);
            Assert.InRange((await bank.Hot.TakeAsync(tenant, 0, default)).Left, 0, balance.Available);
        }

        await bank.DisposeAsync();
    }
}
