using HiveFlow.Audit;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Tests.Credits;

/// <summary>What is promised when a balance is lost and filled anew, whatever counts what is available; with what tests of credits share.</summary>
public abstract class CreditFillingContract : IAsyncLifetime
{
    private readonly FreshStore.FreshStore store = new(Bank.Collections);
    private readonly List<Bank> banks = [];

    protected abstract string ConnectionString { get; }

    /// <summary>Whether two instances count in one place.</summary>
    private protected bool IsShared => ConnectionString.Length > 0;

    private protected FreshStore.FreshStore Store => store;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var bank in banks)
        {
            await bank.DisposeAsync();
        }

        await store.DisposeAsync();
    }

    [RedisFact]
    public async Task A_hold_that_would_reach_the_ledger_after_the_balance_was_filled_anew_is_refused_and_may_be_asked_for_again()
    {
        var bank = Make(1_000);
        var hold = (await bank.Book.HoldAsync(store.Tenant, 300, default)).Value!;
        await bank.Hot.DropAsync(store.Tenant, default);
        Assert.True(await OpenAsync(bank, "other", 600));

        Assert.False(await WriteAsync(hold));
        await bank.Book.RefusedAsync(store.Tenant, hold, default);

        Assert.Equal(new CreditBalance(400, 600), await bank.Ledger.ReadAsync(store.Tenant, default));
        Assert.Equal(400, (await bank.Hot.TakeAsync(store.Tenant, 0, default)).Left);
        Assert.True(await OpenAsync(bank, "run", 300));
        Assert.False(await OpenAsync(bank, "more", 300));
        store.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal(0, await bank.Reconciliation.ReconcileAsync(store.Tenant, default));
    }

    [RedisFact]
    public async Task A_hold_that_comes_after_it_was_given_up_is_refused_by_the_ledger_for_others_may_have_it()
    {
        var bank = Make(1_000);
        var hold = (await bank.Book.HoldAsync(store.Tenant, 300, default)).Value!;
        store.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal(300, await bank.Reconciliation.ReconcileAsync(store.Tenant, default));
        var whole = (await bank.Book.HoldAsync(store.Tenant, 1_000, default)).Value!;

        Assert.False(await WriteAsync(hold));

        Assert.True(await WriteAsync(whole));
        Assert.Equal(new CreditBalance(0, 1_000), await bank.Ledger.ReadAsync(store.Tenant, default));
    }

    [RedisFact]
    public async Task What_is_written_ahead_is_waited_for_by_a_filling_and_what_comes_later_is_not_written()
    {
        var bank = Make(1_000);
        var (hold, late) = ((await bank.Book.HoldAsync(store.Tenant, 300, default)).Value!, (await bank.Book.HoldAsync(store.Tenant, 200, default)).Value!);
        var pass = bank.Book.Enter(store.Tenant, hold)!;
        await bank.Hot.DropAsync(store.Tenant, default);

        var filling = bank.Hot.TakeAsync(store.Tenant, 0, default).AsTask();
        await store.Documents.WriteAheadAsync(CreditBook.Opened(store.Tenant, "run", hold, 300), default);
        pass.Dispose();

        Assert.Equal(700, (await filling).Left);
        Assert.Null(bank.Book.Enter(store.Tenant, late));
        var again = (await bank.Book.HoldAsync(store.Tenant, 200, default)).Value!;
        using var entered = bank.Book.Enter(store.Tenant, again);
        Assert.NotNull(entered);
    }

    [RedisFact]
    public async Task Of_sixteen_that_find_it_empty_while_one_is_at_the_ledger_all_wait_and_hold_together_what_there_is()
    {
        var bank = Make(1_000);
        var hold = (await bank.Book.HoldAsync(store.Tenant, 300, default)).Value!;
        var pass = bank.Book.Enter(store.Tenant, hold)!;
        await bank.Hot.DropAsync(store.Tenant, default);

        var holding = Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await bank.Book.HoldAsync(store.Tenant, 75, default))).ToList();
        Assert.True(await WriteAsync(hold));
        pass.Dispose();

        Assert.Equal(9, (await Task.WhenAll(holding)).Count(held => held.IsSuccess));
    }

    [RedisFact]
    public async Task A_filling_whose_process_died_before_it_was_there_stops_nobody()
    {
        var bank = Make(1_000);
        Assert.True(await OpenAsync(bank, "one", 300));
        await bank.Ledger.BeginFillingAsync(store.Tenant, default);
        var hold = (await bank.Book.HoldAsync(store.Tenant, 200, default)).Value!;

        Assert.False(await WriteAsync(hold));
        await bank.Book.RefusedAsync(store.Tenant, hold, default);

        Assert.Equal(700, (await bank.Hot.TakeAsync(store.Tenant, 0, default)).Left);
        Assert.True(await OpenAsync(bank, "two", 200));
    }

    [RedisFact]
    public async Task Limits_that_are_set_while_the_balance_is_filled_are_the_ones_it_has()
    {
        var changing = new ChangingLimits(store.Documents);
        var bank = Make(1_000, changing);
        await bank.Hot.DropAsync(store.Tenant, default);

        // A filling reads them twice, and sees them agree.
        changing.After(2, () => LimitAsync(bank, new CreditLimits { Daily = 100 }));

        await bank.Hot.TakeAsync(store.Tenant, 0, default);
        Assert.Equal("credits_limit_reached", (await bank.Book.HoldAsync(store.Tenant, 101, default)).Error?.Code.Value);
    }

    [RedisFact]
    public async Task Of_two_who_set_limits_at_once_the_later_one_s_count_whoever_comes_to_the_balance_last()
    {
        var changing = new ChangingLimits(store.Documents);
        var bank = Make(1_000, changing);
        await bank.Hot.TakeAsync(store.Tenant, 0, default);
        changing.After(1, () => LimitAsync(bank, new CreditLimits { Daily = 100 }));

        await LimitAsync(bank, new CreditLimits { Daily = 900 });

        Assert.Equal("credits_limit_reached", (await bank.Book.HoldAsync(store.Tenant, 101, default)).Error?.Code.Value);
    }

    [RedisFact]
    public async Task Limits_that_whoever_set_them_could_not_bring_to_the_balance_are_there_after_it_was_compared()
    {
        var bank = Make(1_000);
        await bank.Hot.TakeAsync(store.Tenant, 0, default);
        await store.Documents.WriteAsync([DocumentWrite.Upsert(CreditLimits.Collection, store.Tenant, store.Tenant.Key, new CreditLimits { Daily = 100 })], default);

        await bank.Reconciliation.ReconcileAsync(store.Tenant, default);

        Assert.Equal("credits_limit_reached", (await bank.Book.HoldAsync(store.Tenant, 101, default)).Error?.Code.Value);
    }

    [RedisFact]
    public async Task A_limit_holds_though_the_balance_is_lost_while_something_is_held_against_it()
    {
        var bank = Make(1_000);
        await LimitAsync(bank, new CreditLimits { Daily = 300 });
        var inFlight = (await bank.Book.HoldAsync(store.Tenant, 300, default)).Value!;
        await bank.Hot.DropAsync(store.Tenant, default);

        Assert.True(await OpenAsync(bank, "run", 300));

        Assert.False(await WriteAsync(inFlight));
        await bank.Book.RefusedAsync(store.Tenant, inFlight, default);
        Assert.Equal("credits_limit_reached", (await bank.Book.HoldAsync(store.Tenant, 1, default)).Error?.Code.Value);
        await bank.Hot.DropAsync(store.Tenant, default);
        Assert.Equal("credits_limit_reached", (await bank.Book.HoldAsync(store.Tenant, 1, default)).Error?.Code.Value);
    }

    // Whether the ledger takes a hold.
    private protected async Task<bool> WriteAsync(CreditHold hold)
    {
        var writes = CreditBook.Opened(store.Tenant, "run", hold, hold.Amount);
        var result = await store.Documents.WriteAsync(writes, default);
        Assert.Equal(!result.IsApplied, result.IsUnmet(writes));
        return result.IsApplied;
    }

    private protected Bank Make(long grant, IDocumentStore? through = null)
    {
        var bank = new Bank(store, grant, ConnectionString, through);
        banks.Add(bank);
        return bank;
    }

    private protected async Task<bool> OpenAsync(Bank bank, string run, long amount)
    {
        var hold = await bank.Book.HoldAsync(store.Tenant, amount, default);
        return hold.IsSuccess && (await store.Documents.WriteAsync(CreditBook.Opened(store.Tenant, run, hold.Value, amount), default)).IsApplied;
    }

    private protected async Task<bool> SettleAsync(Bank bank, string run, long held, long charged, CreditHold? hold = null)
    {
        var moment = bank.Book.MomentOf(store.Tenant);
        var at = hold?.Moment.At ?? moment.At;
        var bill = new RunBill(run, held, charged, IsRefund: false, at) { Limited = hold?.Limited ?? [] };
        var written = await store.Documents.WriteAsync(bank.Book.Settled(store.Tenant, bill, moment), default);
        if (written.IsApplied)
        {
            await bank.Book.GiveBackAsync(store.Tenant, held - charged, moment, hold?.Limited, at);
        }

        return written.IsApplied;
    }

    private protected async Task LimitAsync(Bank bank, CreditLimits limits) =>
        Assert.True((await bank.Limits.SetAsync(store.Tenant, limits, AuditActor.System("test"), default)).IsSuccess);
}
