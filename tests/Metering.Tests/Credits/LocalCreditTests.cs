using CsCheck;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Tests.Credits;

public sealed class LocalCreditTests : CreditContract
{
    private const long Grant = 1_000;

    protected override string ConnectionString => string.Empty;

    [Fact]
    public async Task Whatever_order_repetitions_and_crashes_the_ledger_adds_up_and_nothing_is_charged_twice()
    {
        // Each act: which run, what is done, and an amount.
        var acts = Gen.Select(Gen.Int[0, 5], Gen.Enum<Act>(), Gen.Long[0, 400]).Array[1, 40];
        await acts.SampleAsync(PlayAsync, iter: 200, threads: 1);
    }

    private async Task PlayAsync((int Run, Act Act, long Amount)[] acts)
    {
        var game = new Game(Store, Tenant.Of(DocumentId.New(Store.Clock)));
        foreach (var (number, act, amount) in acts)
        {
            await game.PlayAsync($"run{number}", act, amount);
        }

        await game.EndAsync();
    }

    private enum Act
    {
        Open,
        Hold,
        WriteHeld,
        Settle,
        DieBeforeTheLedger,
        DieAfterTheLedger,
        Restart,
        LoseTheBalance,
        Wait,
        Reconcile,
    }

    private sealed class Game(FreshStore.FreshStore store, Tenant tenant)
    {
        private readonly Dictionary<string, long> open = [];
        private readonly Dictionary<string, long> settled = [];
        private readonly Dictionary<string, CreditHold> held = [];
        private Bank bank = new(store, Grant);

        public async Task PlayAsync(string run, Act act, long amount)
        {
            switch (act)
            {
                case Act.Open:
                    await OpenAsync(run, amount);
                    break;
                case Act.Hold when !held.ContainsKey(run) && (await bank.Book.HoldAsync(tenant, amount, default)).Value is { } hold:
                    held[run] = hold;
                    break;
                case Act.WriteHeld when held.Remove(run, out var inFlight):
                    await WriteAsync(run, inFlight);
                    break;
                case Act.Settle when open.TryGetValue(run, out var reserved):
                    await SettleAsync(run, reserved, Math.Min(reserved, amount), isHeard: true);
                    await SettleAsync(run, reserved, Math.Min(reserved, amount), isHeard: true);
                    break;
                case Act.DieAfterTheLedger when open.TryGetValue(run, out var kept):
                    await SettleAsync(run, kept, Math.Min(kept, amount), isHeard: false);
                    break;
                case Act.DieBeforeTheLedger:
                    await bank.Book.HoldAsync(tenant, amount, default);
                    break;
                case Act.Restart:
                    await bank.DisposeAsync();
                    bank = new Bank(store, Grant);
                    break;
                case Act.LoseTheBalance:
                    await bank.Hot.DropAsync(tenant, default);
                    break;
                case Act.Wait:
                    store.Clock.Advance(TimeSpan.FromMinutes(amount % 30));
                    break;
                case Act.Reconcile:
                    await bank.Reconciliation.ReconcileAsync(tenant, default);
                    break;
            }

            await CheckAsync();
        }

        /// <summary>After a while and one comparison nothing is left wrong.</summary>
        public async Task EndAsync()
        {
            await bank.Book.ReadAsync(tenant, default);
            store.Clock.Advance(TimeSpan.FromMinutes(40));
            await bank.Reconciliation.ReconcileAsync(tenant, default);
            Assert.Equal((await bank.Ledger.ReadAsync(tenant, default)).Available, (await bank.Hot.TakeAsync(tenant, 0, default)).Left);
            await bank.DisposeAsync();
        }

        private async Task OpenAsync(string run, long amount)
        {
            var hold = await bank.Book.HoldAsync(tenant, amount, default);
            if (!hold.IsSuccess)
            {
                return;
            }

            Assert.False(await WriteAsync(run, hold.Value));
        }

        // Gives whether it was refused because the balance was filled anew.
        private async Task<bool> WriteAsync(string run, CreditHold hold)
        {
            var writes = CreditBook.Opened(tenant, run, hold, 1);
            var opened = await store.Documents.WriteAsync(writes, default);
            if (opened.IsApplied)
            {
                Assert.False(open.ContainsKey(run) || settled.ContainsKey(run));
                open[run] = hold.Amount;
                return false;
            }

            Assert.True(opened.IsUnmet(writes) || open.ContainsKey(run) || settled.ContainsKey(run));
            await bank.Book.RefusedAsync(tenant, hold, default);
            return opened.IsUnmet(writes);
        }

        private async Task SettleAsync(string run, long held, long charged, bool isHeard)
        {
            var moment = bank.Book.MomentOf(tenant);
            var bill = new RunBill(run, held, charged, IsRefund: false, moment.At);
            var written = await store.Documents.WriteAsync(bank.Book.Settled(tenant, bill, moment), default);
            Assert.Equal(open.Remove(run), written.IsApplied);
            if (written.IsApplied)
            {
                settled[run] = charged;
                if (isHeard)
                {
                    await bank.Book.GiveBackAsync(tenant, held - charged, moment);
                }
            }
        }

        private async Task CheckAsync()
        {
            var balance = await bank.Book.ReadAsync(tenant, default);
            Assert.Equal(new CreditBalance(Grant - settled.Values.Sum() - open.Values.Sum(), open.Values.Sum()), balance);
            var entries = (await bank.Ledger.ListAsync(tenant, 200, null, default)).Items;
            Assert.Equal(entries.Sum(e => e.Document.Amount), balance.Available + balance.Reserved);
            Assert.Equal(entries.Sum(e => e.Document.Held), balance.Reserved);
            Assert.InRange(balance.Available, 0, Grant);
            Assert.InRange((await bank.Hot.TakeAsync(tenant, 0, default)).Left, 0, balance.Available);
        }
    }
}
