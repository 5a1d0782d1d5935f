using HiveFlow.Live.Redis;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Queueing;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// What an organization may still hold, where taking from it is atomic over all instances: in Redis, or in this process when no Redis is
/// configured (several instances need one). Filled from the ledger when it is empty, or of a run of the server before. Each filling has an
/// epoch: what was written to the ledger is added here only under the epoch known before that write, so that a filling in between never
/// counts it twice; what was taken under an epoch is accepted by the ledger only until the next filling begins, so that none misses it. What a
/// crash leaves wrong, <see cref="CreditReconciliation"/> sets right.
/// </summary>
public sealed class HotBalance(RedisConnection redis, RedisHealth health, CreditLedger ledger, TimeProvider clock)
{
    private const int MaxTries = 3;
    private const int MaxRaces = 10;
    private const int KnownEpochs = 20_000;

    private readonly RedisBalances shared = new(redis, health);
    private readonly LocalBalances local = new();
    private readonly FillingGate fillings = new();
    private readonly Lock gate = new();
    private readonly RecentMap<string> epochs = new(KnownEpochs);

    private IBalanceCounter Counter => redis.IsConfigured ? shared : local;

    /// <summary>Takes that much, all or nothing.</summary>
    /// <param name="tenant">Of whom.</param>
    /// <param name="amount">Millicredits, not negative.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it was taken, and what is left.</returns>
    /// <exception cref="StoreUnavailableException">Redis is configured and away.</exception>
    public async ValueTask<(bool IsTaken, long Left)> TakeAsync(Tenant tenant, long amount, CancellationToken cancellationToken)
    {
        var answer = await TakeAsync(tenant, amount, clock.GetUtcNow(), [], slot: null, cancellationToken);
        return (answer.Outcome == TakeOutcome.Taken, answer.Left);
    }

    /// <summary>Takes that much within the targets' limits of the day, and a slot with it where one is asked for: both, or neither.</summary>
    /// <exception cref="StoreUnavailableException">Redis is configured and away.</exception>
    internal async ValueTask<TakeAnswer> TakeAsync(
        Tenant tenant, long amount, DateTimeOffset at, IReadOnlyList<string> targets, SlotRequest? slot, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        for (var tries = 0; tries < MaxTries;)
        {
            var turn = fillings.TurnOf(tenant);
            var answer = await Counter.TakeAsync(KeyOf(tenant), amount, at, targets, slot, cancellationToken);
            if (answer.Outcome != TakeOutcome.Empty)
            {
                if (answer.Epoch.Length > 0)
                {
                    Learn(tenant, answer.Epoch);
                }

                return answer with { Turn = turn };
            }

            tries += await fillings.FillAsync(tenant, turn, () => FillAsync(tenant, cancellationToken), cancellationToken) ? 1 : 0;
        }

        throw new StoreUnavailableException("The balance of credits is lost as soon as it is written.");
    }

    /// <summary>
    /// Adds a month's grant that stands in the ledger, once: whoever sees it there adds it, so that nobody is refused because another
    /// instance, or another request of this one, has written it and not come to add it yet.
    /// </summary>
    /// <param name="tenant">To whom.</param>
    /// <param name="amount">Millicredits.</param>
    /// <param name="month">The grant's month.</param>
    /// <param name="at">The time of its entry.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StoreUnavailableException">Redis is configured and away.</exception>
    internal ValueTask GrantAsync(Tenant tenant, long amount, string month, DateTimeOffset at, CancellationToken cancellationToken) =>
        Counter.GrantAsync(KeyOf(tenant), amount, month, at, cancellationToken);

    /// <summary>What to give to <see cref="GiveAsync"/>: to be asked before the write to the ledger that it goes with, whose entry has this time.</summary>
    public CreditMoment MomentOf(Tenant tenant)
    {
        lock (gate)
        {
            return new CreditMoment(epochs.TryGet(tenant.Key, out var epoch) ? epoch : null, clock.GetUtcNow());
        }
    }

    /// <summary>
    /// Adds what the ledger has just been told. When Redis is away, was filled anew, or is not known to this instance yet, nothing happens.
    /// </summary>
    /// <param name="tenant">To whom.</param>
    /// <param name="amount">Millicredits.</param>
    /// <param name="moment">Asked before the ledger was told.</param>
    /// <param name="limited">The targets that have used as much less; see <see cref="CreditHold.Limited"/>.</param>
    /// <param name="heldAt">When it was held, for the day that they used it in.</param>
    /// <param name="slot">A slot that is given back with it; null for none. While Redis is away it is found and given back later.</param>
    public async ValueTask GiveAsync(
        Tenant tenant, long amount, CreditMoment moment, IReadOnlyList<string>? limited = null, DateTimeOffset? heldAt = null, SlotReturn? slot = null)
    {
        ArgumentNullException.ThrowIfNull(moment);
        if (redis.IsConfigured && health.IsAway)
        {
            return;
        }

        if (moment.Epoch is null)
        {
            await (slot?.GiveBackAsync() ?? ValueTask.CompletedTask);
            return;
        }

        try
        {
            var epoch = await Counter.GiveAsync(KeyOf(tenant), amount, moment, TimeSlices.DayOf(heldAt ?? moment.At), limited ?? [], slot);
            if (epoch is not null && epoch != moment.Epoch)
            {
                // An instance that only gives would never hear of the new filling.
                Learn(tenant, epoch);
            }
        }
        catch (StoreUnavailableException)
        {
            // The ledger has it; here it is set right when the two are compared.
        }
    }

    /// <summary>
    /// To be entered with what was taken, before it is written to the ledger ahead, and left when that is submitted: null when the balance is
    /// counted anew since (or that of an organization beside it), so that it must not be written; see <see cref="RefusedAsync"/>.
    /// </summary>
    internal IDisposable? Enter(Tenant tenant, long turn) => fillings.Enter(tenant, turn);

    /// <summary>
    /// Sees to what was taken and did not come into the ledger, because it was refused there or <see cref="Enter"/> gave nothing: afterwards it
    /// may be taken again.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away.</exception>
    internal async ValueTask RefusedAsync(Tenant tenant, long amount, CreditMoment moment, IReadOnlyList<string> limited, CancellationToken cancellationToken)
    {
        if (await ledger.EpochAsync(tenant, cancellationToken) == moment.Epoch)
        {
            await GiveAsync(tenant, amount, moment, limited);
        }
        else
        {
            // Whoever began the next filling may have died before it was there.
            await Counter.DropAsync(KeyOf(tenant), moment.Epoch, cancellationToken);
        }

        await fillings.FilledAsync(tenant).WaitAsync(cancellationToken);
    }

    /// <summary>Sets the day's limits as the store has them, for everything that is taken after it; what is on its way stays taken.</summary>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away.</exception>
    internal async ValueTask LimitAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var (limits, version, day, used) = await ledger.ReadLimitsAsync(tenant, cancellationToken);
            await Counter.LimitAsync(KeyOf(tenant), limits.ByTarget, day, used, cancellationToken);

            // Who changes them in between, and is told so before these arrive here, would have these for ever.
            if (await ledger.LimitsVersionAsync(tenant, cancellationToken) == version)
            {
                return;
            }
        }

        throw new StoreUnavailableException("The limits are changed by too many at once.");
    }

    /// <summary>Empties the balance: whoever takes next fills it from the ledger.</summary>
    /// <exception cref="StoreUnavailableException">Redis is configured and away.</exception>
    public async ValueTask DropAsync(Tenant tenant, CancellationToken cancellationToken) =>
        await Counter.DropAsync(KeyOf(tenant), null, cancellationToken);

    /// <summary>
    /// Empties all balances: for a host whose Redis serves no other, when it starts. What a process that died had taken and not written to the
    /// ledger is there again.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Redis is configured and away.</exception>
    public ValueTask DropAllAsync(CancellationToken cancellationToken) =>
        redis.IsConfigured ? shared.DropAllAsync(AllKeys, cancellationToken) : default;

    internal ValueTask<HotState?> ReadAsync(Tenant tenant, CancellationToken cancellationToken) => Counter.ReadAsync(KeyOf(tenant), cancellationToken);

    /// <summary>Empties the balance if it is of that filling, and says whether it was.</summary>
    internal ValueTask<bool> DropAsync(Tenant tenant, string epoch, CancellationToken cancellationToken) =>
        Counter.DropAsync(KeyOf(tenant), epoch, cancellationToken);

    internal ValueTask<bool> SetAsync(Tenant tenant, string epoch, long expected, long amount, CancellationToken cancellationToken) =>
        Counter.SetAsync(KeyOf(tenant), epoch, expected, amount, cancellationToken);

    internal ValueTask ForgetAsync(Tenant tenant, string epoch, long since, string day, CancellationToken cancellationToken) =>
        Counter.ForgetAsync(KeyOf(tenant), epoch, since, day, cancellationToken);

    private async Task FillAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await ledger.BeginFillingAsync(tenant, cancellationToken);
        var state = await ledger.ReadForFillingAsync(tenant, cancellationToken);
        await Counter.FillAsync(KeyOf(tenant), state, cancellationToken);
        if (await ledger.LimitsVersionAsync(tenant, cancellationToken) != state.LimitsVersion)
        {
            await LimitAsync(tenant, cancellationToken);
        }
    }

    private void Learn(Tenant tenant, string epoch)
    {
        lock (gate)
        {
            epochs.Set(tenant.Key, epoch);
        }
    }

    private string AllKeys => $"{redis.Prefix}{{runs}}:credits:";

    private string KeyOf(Tenant tenant) => AllKeys + tenant;
}
