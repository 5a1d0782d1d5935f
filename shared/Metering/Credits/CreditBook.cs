using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Credits;

/// <summary>Holds credits for runs, and settles them. All amounts in millicredits.</summary>
public sealed class CreditBook(
    CreditLedger ledger, HotBalance hot, MonthlyGrants grants, PriceTable prices, IOptions<CreditsOptions> options, TimeProvider clock)
{
    /// <summary>Whether use costs anything here.</summary>
    public bool IsEnabled => options.Value.IsEnabled;

    /// <summary>What use costs.</summary>
    public PriceTable Prices => prices;

    /// <summary>What is held for a run of a flow of so many nodes before it begins.</summary>
    public long EstimateOf(int nodes) => checked(prices.OfRun(nodes) + (options.Value.StepReserve * nodes));

    /// <summary>
    /// Takes an amount from what is available; the caller then writes <see cref="Opened"/>, or gives it back. <c>credits_insufficient</c> when
    /// there is less. One round trip to Redis.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away.</exception>
    public async ValueTask<Result<CreditHold>> HoldAsync(Tenant tenant, long amount, CancellationToken cancellationToken)
    {
        await grants.EnsureAsync(tenant, cancellationToken);
        var (isTaken, left) = await hot.TakeAsync(tenant, amount, cancellationToken);
        return isTaken ? new CreditHold(amount, left) : CreditErrors.Insufficient(amount, left, options.Value.TopUpUrl);
    }

    /// <summary>Gives back what was taken and stands in no ledger, or what the ledger has given back.</summary>
    public ValueTask GiveBackAsync(Tenant tenant, long amount, string? epoch) => hot.GiveAsync(tenant, amount, epoch);

    /// <summary>To be asked before a write to the ledger, for <see cref="GiveBackAsync"/> after it.</summary>
    public string? EpochOf(Tenant tenant) => hot.EpochOf(tenant);

    /// <summary>Why a run can't go on.</summary>
    public Error Exhausted() => CreditErrors.Exhausted(options.Value.TopUpUrl);

    /// <summary>The writes that hold an amount for a run.</summary>
    /// <param name="tenant">Of whom.</param>
    /// <param name="runId">The run.</param>
    /// <param name="amount">What is held now.</param>
    /// <param name="total">What is held for this run with it: names the entry, so that none enters twice.</param>
    /// <param name="other">What it is where it is no run; null for a run.</param>
    public IReadOnlyList<DocumentWrite> Opened(Tenant tenant, string runId, long amount, long total, string? other = null) => CreditLedger.Add(
        tenant,
        $"{runId}/{CreditEntryKinds.Reservation}/{total}",
        new CreditEntry(CreditEntryKinds.Reservation, 0, amount, clock.GetUtcNow()) { RunId = other is null ? runId : null, Reason = other });

    /// <summary>The writes that give back what was held for a run that was never begun.</summary>
    public IReadOnlyList<DocumentWrite> Released(Tenant tenant, string runId, long held) => CreditLedger.Add(
        tenant, $"{runId}/{CreditEntryKinds.Release}", new CreditEntry(CreditEntryKinds.Release, 0, -held, clock.GetUtcNow()) { RunId = runId });

    /// <summary>
    /// The writes that settle a run, for the write that ends it: charges its cost, at most what is held for it, and gives the rest back.
    /// </summary>
    /// <param name="tenant">Of whom.</param>
    /// <param name="runId">The run; it is settled once.</param>
    /// <param name="held">All that is held for it.</param>
    /// <param name="charged">What is charged, 0 to <paramref name="held"/>.</param>
    /// <param name="isRefund">Whether nothing is charged because the fault is ours.</param>
    /// <param name="other">What it is where it is no run; null for a run.</param>
    public IReadOnlyList<DocumentWrite> Settled(Tenant tenant, string runId, long held, long charged, bool isRefund, string? other = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(charged);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(charged, held);
        var kind = isRefund ? CreditEntryKinds.Refund : CreditEntryKinds.Settlement;
        var entry = new CreditEntry(kind, -charged, -held, clock.GetUtcNow()) { RunId = other is null ? runId : null, Reason = other };
        var writes = CreditLedger.Add(tenant, $"{runId}/{CreditEntryKinds.Settlement}", entry);
        return charged == 0 ? writes : [.. writes, grants.Spend(tenant, charged)];
    }

    /// <summary>How the organization stands, this month's grant included.</summary>
    public async ValueTask<CreditBalance> ReadAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (IsEnabled)
        {
            await grants.EnsureAsync(tenant, cancellationToken);
        }

        return await ledger.ReadAsync(tenant, cancellationToken);
    }
}
