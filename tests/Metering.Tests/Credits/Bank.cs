using HiveFlow.Audit;
using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Limits;
using HiveFlow.Metering.Load;
using HiveFlow.Metering.Queueing;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis.Profiling;

namespace HiveFlow.Metering.Tests.Credits;

/// <summary>One instance's credits over a store that others may share.</summary>
internal sealed class Bank : IAsyncDisposable
{
    private readonly RedisConnection redis;
    private readonly RedisHealth health;

    private readonly CreditMeter meter = new();
    private readonly QueueMeter queueMeter = new();
    private readonly LoadWatch load;

    public Bank(FreshStore.FreshStore store, long grant, string redisAt = "", IDocumentStore? through = null)
    {
        var documents = through ?? store.Documents;
        var options = Options.Create(new CreditsOptions
        {
            Plans = new() { [CreditsOptions.DefaultPlan] = grant },
            TopUpUrl = "https://example.com/top-up",
        });
        redis = new RedisConnection(Options.Create(new RedisOptions { ConnectionString = redisAt, Prefix = "test:", Timeout = TimeSpan.FromSeconds(30) }));
        health = new RedisHealth(redis, TimeProvider.System, NullLogger<RedisHealth>.Instance);
        load = new LoadWatch(LoadSample.Read, Options.Create(new LoadOptions { Processor = 0, Memory = 0 }), store.Clock);
        Slots = new RunSlots(redis, health, new LimitBook(Options.Create(new LimitsOptions())), Options.Create(new QueueingOptions { Queued = 100 }), queueMeter, load, store.Clock);
        Ledger = new CreditLedger(documents, store.Clock);
        Hot = new HotBalance(redis, health, Ledger, store.Clock);
        var grants = new MonthlyGrants(documents, Hot, options, store.Clock);
        Audit = new AuditLog(documents, Options.Create(new AuditOptions()), store.Clock);
        Limits = new LimitedCredits(documents, Hot, Audit, store.Clock);
        Reconciliation = new CreditReconciliation(Ledger, Hot, Audit, meter, store.Clock, NullLogger<CreditReconciliation>.Instance);
        Adjustments = new CreditAdjustments(documents, Book = new CreditBook(Ledger, Hot, grants, new PriceTable(options), options, store.Clock), Hot, Audit, store.Clock);
    }

    public RunSlots Slots { get; }

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
        Assert.True(await (await redis.GetAsync(default))!.GetDatabase().KeyDeleteAsync($"test:{{runs}}:credits:{tenant}"));

    /// <summary>The commands that Redis is sent meanwhile.</summary>
    public async Task<IReadOnlyList<string>> SentAsync(Func<Task> meanwhile)
    {
        var session = new ProfilingSession();
        (await redis.GetAsync(default))!.RegisterProfiler(() => session);
        await meanwhile();
        return [.. session.FinishProfiling().Select(command => command.Command).Where(command => command is not ("PING" or "ECHO" or "INFO"))];
    }

    /// <summary>What Redis has of an organization, as its snapshot would have it.</summary>
    public async Task<byte[]> CopyAsync(Tenant tenant) => (await (await redis.GetAsync(default))!.GetDatabase().KeyDumpAsync($"test:{{runs}}:credits:{tenant}"))!;

    /// <summary>Gives Redis what a snapshot of it had of an organization.</summary>
    public async Task RestoreAsync(Tenant tenant, byte[] copy) =>
        await (await redis.GetAsync(default))!.GetDatabase().KeyRestoreAsync($"test:{{runs}}:credits:{tenant}", copy);

    public async ValueTask DisposeAsync()
    {
        meter.Dispose();
        queueMeter.Dispose();
        load.Dispose();
        health.Dispose();
        await redis.DisposeAsync();
    }
}
