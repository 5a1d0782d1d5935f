using HiveFlow.Billing;
using HiveFlow.Billing.Packs;
using HiveFlow.Billing.Payments;
using HiveFlow.Errors;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Tests.Credits;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Tests.Billing;

/// <summary>One instance that sells credits to one organization whose month gives it 1,000 millicredits.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string Secret = "whsec_test_of_hiveflow";
    public const long Grant = 1_000;

    public Shop()
        : this(new FreshStore.FreshStore([.. Bank.Collections, Payment.Collection, SeenEvent.Collection]))
    {
    }

    private Shop(FreshStore.FreshStore store)
    {
        Store = store;
        Bank = new Bank(store, Grant);
        Debts = new Debts(store.Documents, Bank.Book, Bank.Audit, store.Clock, NullLogger<Debts>.Instance);
        Events = new PaymentEvents(
            store.Documents, Bank.Book, Debts, Bank.Audit, Options.Create(Settings(string.Empty)), store.Clock, NullLogger<PaymentEvents>.Instance);
    }

    public FreshStore.FreshStore Store { get; }

    public Bank Bank { get; }

    public Debts Debts { get; }

    public PaymentEvents Events { get; }

    public string Organization => Store.Organization.ToString();

    public static BillingOptions Settings(string apiBase) => new()
    {
        SecretKey = new Secret(StripeServer.Key),
        WebhookSecrets = [new Secret("whsec_the_old_one"), new Secret(Secret)],
        Packs = new(StringComparer.Ordinal) { ["small"] = new CreditPack { Price = "price_small", Millicredits = 500 }, ["lost"] = new CreditPack { Price = "price_lost", Millicredits = 1 } },
        ApiBase = apiBase,
    };

    /// <summary>Tells an event as Stripe does.</summary>
    public async Task TellAsync(string body) =>
        Assert.True((await Events.TakeAsync(body, StripeEvent.Signature(body, Secret, Store.Clock.GetUtcNow()), default)).IsSuccess);

    public Task PayAsync(string intent, long millicredits) =>
        TellAsync(StripeEvent.Paid($"evt_{intent}", $"cs_{intent}", intent, Organization, millicredits));

    /// <summary>Spends all but a rest by a run.</summary>
    public async Task SpendAllButAsync(long rest)
    {
        var amount = (await Bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left - rest;
        var hold = (await Bank.Book.HoldAsync(Store.Tenant, amount, default)).Value!;
        await Store.Documents.WriteAsync(CreditBook.Opened(Store.Tenant, "run", hold, amount), default);
        var bill = new RunBill("run", amount, amount, IsRefund: false, hold.Moment.At);
        Assert.True((await Store.Documents.WriteAsync(Bank.Book.Settled(Store.Tenant, bill, hold.Moment), default)).IsApplied);
    }

    /// <summary>What is available and owed, the same by ledger and balance; the sum of the ledger is what is available.</summary>
    public async Task<(long Available, long Owed)> StandsAsync()
    {
        var balance = await Bank.Book.ReadAsync(Store.Tenant, default);
        Assert.Equal(balance.Available, (await Bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        Assert.Equal(balance.Available, (await Bank.Ledger.ListAsync(Store.Tenant, 200, null, default)).Items.Sum(e => e.Document.Amount));
        return (balance.Available, balance.Owed);
    }

    public async ValueTask DisposeAsync()
    {
        await Bank.DisposeAsync();
        await Store.DisposeAsync();
    }
}
