using HiveFlow.Audit;
using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Tests.Credits;

/// <summary>One instance's credits over a store that others may share.</summary>
internal sealed class Bank : IAsyncDisposable
{
    private readonly RedisConnection redis;
    private readonly RedisHealth health;

    private readonly CreditMeter meter = new();

    public Bank(FreshStore.FreshStore store, long grant, string redisAt = "")
    {
        var options = Options.Create(new CreditsOptions
        {
            Plans = new() { [CreditsOptions.DefaultPlan] = grant },
            TopUpUrl = "https://example.com/top-up",
        });
        redis = new RedisConnection(Options.Create(new RedisOptions { ConnectionString = redisAt, Prefix = "test:" }));
        health = new RedisHealth(redis, TimeProvider.System, NullLogger<RedisHealth>.Instance);
        Ledger = new CreditLedger(store.Documents, store.Clock);
        Hot = new HotBalance(redis, health, Ledger, store.Clock);
        var grants = new MonthlyGrants(store.Documents, Hot, options, store.Clock);
        Audit = new AuditLog(store.Documents, Options.Create(new AuditOptions()), store.Clock);
        Limits = new LimitedCredits(store.Documents, Hot, Audit, store.Clock);
        Reconciliation = new CreditReconciliation(Ledger, Hot, Audit, meter, store.Clock, NullLogger<CreditReconciliation>.Instance);
        Adjustments = new CreditAdjustments(store.Documents, Book = new CreditBook(Ledger, Hot, grants, new PriceTable(options), options, store.Clock), Hot, Audit, store.Clock);
    }

    public static IReadOnlyList<ICollectionDefinition> Collections => [CreditEntry.Collection, CreditLimits.Collection, AuditEntry.Collection, Counter.Collection];

    public CreditBook Book { get; }

    public AuditLog Audit { get; }

    public CreditAdjustments Adjustments { get; }

    public HotBalance Hot { get; }

    public LimitedCredits Limits { get; }

    public CreditReconciliation Reconciliation { get; }

    public CreditLedger Ledger { get; }

    /// <summary>Loses what Redis has of an organization.</summary>
    public async Task LoseRedisAsync(Tenant tenant) =>
        Assert.True(await (await redis.GetAsync(default))!.GetDatabase().KeyDeleteAsync($"test:{{credits}}:{tenant}"));

    public async ValueTask DisposeAsync()
    {
        meter.Dispose();
        health.Dispose();
        await redis.DisposeAsync();
    }
}
