using HiveFlow.Metering.Credits;

namespace HiveFlow.Metering.Tests.Credits;

/// <summary>What holding and settling promise, whatever counts what is available.</summary>
public abstract class CreditContract : IAsyncLifetime
{
    private readonly FreshStore.FreshStore store = new(Bank.Collections);
    private readonly List<Bank> banks = [];

    protected abstract string ConnectionString { get; }

    /// <summary>Whether two instances count in one place.</summary>
    private bool IsShared => ConnectionString.Length > 0;

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
    public async Task Twenty_simultaneous_reservations_of_75_against_500_grant_exactly_six()
    {
        var bank = Make(500);

        var held = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await bank.Book.HoldAsync(store.Tenant, 75, default))));

        Assert.Equal(6, held.Count(hold => hold.IsSuccess));
        Assert.All(held.Where(hold => !hold.IsSuccess), hold => Assert.Equal("credits_insufficient", hold.Error!.Code.Value));
    }

    [RedisFact]
    public async Task Nobody_is_refused_between_the_grant_s_entry_in_the_ledger_and_whoever_wrote_it_adding_it()
    {
        var (first, second) = (Make(500), Make(500));
        await first.Hot.TakeAsync(store.Tenant, 0, default);
        var month = store.Clock.GetUtcNow().ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        var entry = new CreditEntry(CreditEntryKinds.Grant, 500, 0, store.Clock.GetUtcNow());
        Assert.True((await store.Documents.WriteAsync(CreditLedger.Add(store.Tenant, $"grant/{month}", entry), default)).IsApplied);

        Assert.True((await first.Book.HoldAsync(store.Tenant, 75, default)).IsSuccess);
        Assert.True((await second.Book.HoldAsync(store.Tenant, 75, default)).IsSuccess);

        await first.Hot.GrantAsync(store.Tenant, 500, month, default);
        Assert.Equal(IsShared ? 350 : 425, (await first.Hot.TakeAsync(store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task A_refusal_says_what_is_missing_and_where_to_top_up()
    {
        var refused = await Make(500).Book.HoldAsync(store.Tenant, 600, default);

        Assert.Equal("This needs 600 millicredits and 500 are available: 100 are missing. Top up at https://example.com/top-up.", refused.Error!.Message);
    }

    [RedisFact]
    public async Task A_run_is_settled_once_however_often_it_is_said()
    {
        var bank = Make(1_000);
        await OpenAsync(bank, "run", 300);

        Assert.True(await SettleAsync(bank, "run", 300, 120));
        Assert.False(await SettleAsync(bank, "run", 300, 120));

        Assert.Equal(new CreditBalance(880, 0), await bank.Book.ReadAsync(store.Tenant, default));
        Assert.Equal(880, (await bank.Hot.TakeAsync(store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task A_month_gives_its_grant_once_and_what_was_left_of_the_last_lapses()
    {
        var bank = Make(1_000);
        await OpenAsync(bank, "run", 300);
        await SettleAsync(bank, "run", 300, 300);
        await bank.Book.ReadAsync(store.Tenant, default);

        store.Clock.Advance(TimeSpan.FromDays(31));
        await bank.Book.ReadAsync(store.Tenant, default);
        await Make(1_000).Book.ReadAsync(store.Tenant, default);

        Assert.Equal(new CreditBalance(1_000, 0), await bank.Ledger.ReadAsync(store.Tenant, default));
        Assert.Equal(1_000, (await bank.Hot.TakeAsync(store.Tenant, 0, default)).Left);
        var entries = (await bank.Ledger.ListAsync(store.Tenant, 50, null, default)).Items;
        Assert.Equal(-700, Assert.Single(entries, e => e.Document.Kind == CreditEntryKinds.Expiry).Document.Amount);
    }

    private protected Bank Make(long grant)
    {
        var bank = new Bank(store, grant, ConnectionString);
        banks.Add(bank);
        return bank;
    }

    private protected async Task<bool> OpenAsync(Bank bank, string run, long amount) =>
        (await bank.Book.HoldAsync(store.Tenant, amount, default)).IsSuccess
        && (await store.Documents.WriteAsync(bank.Book.Opened(store.Tenant, run, amount, amount), default)).IsApplied;

    private protected async Task<bool> SettleAsync(Bank bank, string run, long held, long charged)
    {
        var epoch = bank.Book.EpochOf(store.Tenant);
        var written = await store.Documents.WriteAsync(bank.Book.Settled(store.Tenant, run, held, charged, isRefund: false), default);
        if (written.IsApplied)
        {
            await bank.Book.GiveBackAsync(store.Tenant, held - charged, epoch);
        }

        return written.IsApplied;
    }
}
