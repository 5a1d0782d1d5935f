using HiveFlow.Errors;
using HiveFlow.Metering.Queueing;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Credits;

/// <summary>Holds credits for runs, and settles them. All amounts in millicredits.</summary>
public sealed class CreditBook(
    CreditLedger ledger, HotBalance hot, MonthlyGrants grants, PriceTable prices, IOptions<CreditsOptions> options, TimeProvider clock)
{
    private const int MaxRaces = 10;

    /// <summary>Whether use costs anything here.</summary>
    public bool IsEnabled => options.Value.IsEnabled;

    /// <summary>What use costs.</summary>
    public PriceTable Prices => prices;

    /// <summary>What is held for a run of a flow of so many nodes before it begins.</summary>
    public long EstimateOf(int nodes) => checked(prices.OfRun(nodes) + (options.Value.StepReserve * nodes));

    /// <summary>
    /// Takes an amount from what is available, within the limits of the day; the caller then writes <see cref="Opened"/>, or gives it back. A
    /// write that is refused because the balance was counted anew in between (<see cref="WriteResult.IsUnmet"/>) goes to <see cref="RefusedAsync"/>.
    /// <c>credits_insufficient</c> when there is less, <c>credits_limit_reached</c> when a limit forbids it. One round trip to Redis.
    /// </summary>
    /// <param name="tenant">Of whom.</param>
    /// <param name="amount">Millicredits, not negative.</param>
    /// <param name="use">What for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away.</exception>
    public ValueTask<Result<CreditHold>> HoldAsync(Tenant tenant, long amount, CreditUse use, CancellationToken cancellationToken) =>
        HoldAsync(tenant, amount, use, slot: null, cancellationToken);

    /// <summary>
    /// The same together with a slot, both or neither, in the same round trip. <see cref="CreditHold.Slot"/> says what came of it; where the run
    /// can't even queue, nothing is held.
    /// </summary>
    public async ValueTask<Result<CreditHold>> HoldAsync(Tenant tenant, long amount, CreditUse use, SlotRequest? slot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(use);
        await grants.EnsureAsync(tenant, cancellationToken);
        var at = clock.GetUtcNow();
        var answer = await hot.TakeAsync(tenant, amount, at, use.Targets, slot, cancellationToken);
        return answer.Outcome switch
        {
            TakeOutcome.Taken => new CreditHold(amount, answer.Left)
            {
                Moment = new CreditMoment(answer.Epoch, at),
                Limited = answer.Targets,
                Turn = answer.Turn,
                Slot = answer.Slot,
            },
            TakeOutcome.NoSlot => new CreditHold(0, 0) { Moment = new CreditMoment(null, at), Slot = answer.Slot },
            TakeOutcome.OverLimit => CreditErrors.LimitReached(CreditUse.Name(answer.Targets[0]), amount, answer.Used, answer.Most),
            _ => CreditErrors.Insufficient(amount, answer.Left, options.Value.TopUpUrl),
        };
    }

    /// <summary>Takes as much of an amount as is available, maybe nothing; null for nothing.</summary>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away.</exception>
    public async ValueTask<CreditHold?> HoldUpToAsync(Tenant tenant, long amount, CancellationToken cancellationToken)
    {
        await grants.EnsureAsync(tenant, cancellationToken);
        var at = clock.GetUtcNow();
        for (var race = 0; race < MaxRaces && amount > 0; race++)
        {
            var answer = await hot.TakeAsync(tenant, amount, at, [], slot: null, cancellationToken);
            if (answer.Outcome == TakeOutcome.Taken)
            {
                return new CreditHold(amount, answer.Left) { Moment = new CreditMoment(answer.Epoch, at), Turn = answer.Turn };
            }

            amount = Math.Min(amount, answer.Left);
        }

        return null;
    }

    /// <summary>The same for nothing that has a limit of its own.</summary>
    public ValueTask<Result<CreditHold>> HoldAsync(Tenant tenant, long amount, CancellationToken cancellationToken) =>
        HoldAsync(tenant, amount, CreditUse.Other, cancellationToken);

    /// <summary>
    /// To be entered with a hold before it is written by <see cref="IDocumentStore.WriteAheadAsync"/>, and disposed once it is submitted. Null: the
    /// balance was counted anew since, it must not be written and goes to <see cref="RefusedAsync"/>.
    /// </summary>
    public IDisposable? Enter(Tenant tenant, CreditHold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return hot.Enter(tenant, hold.Turn);
    }

    /// <summary>Sees to a hold that the ledger did not take; afterwards it may be asked for again.</summary>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away.</exception>
    public ValueTask RefusedAsync(Tenant tenant, CreditHold hold, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return hot.RefusedAsync(tenant, hold.Amount, hold.Moment, hold.Limited, cancellationToken);
    }

    /// <summary>Gives back a hold that stands in no ledger.</summary>
    public ValueTask GiveBackAsync(Tenant tenant, CreditHold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return hot.GiveAsync(tenant, hold.Amount, hold.Moment, hold.Limited);
    }

    /// <summary>Gives back what the ledger has given back.</summary>
    /// <param name="tenant">To whom.</param>
    /// <param name="amount">Millicredits.</param>
    /// <param name="moment">That of the ledger's entry.</param>
    /// <param name="limited">The limited targets that it was held for.</param>
    /// <param name="heldAt">When it was held.</param>
    /// <param name="slot">A slot that is given back in the same round trip; null for none.</param>
    public ValueTask GiveBackAsync(
        Tenant tenant, long amount, CreditMoment moment, IReadOnlyList<string>? limited = null, DateTimeOffset? heldAt = null, SlotReturn? slot = null) =>
        hot.GiveAsync(tenant, amount, moment, limited, heldAt, slot);

    /// <summary>To be asked before a write to the ledger, for its entry and for <see cref="GiveBackAsync(Tenant, long, CreditMoment, IReadOnlyList{string}, DateTimeOffset?, SlotReturn)"/> after it.</summary>
    public CreditMoment MomentOf(Tenant tenant) => hot.MomentOf(tenant);

    /// <summary>
    /// Sees to it that this month's grant is there and that the balance is known here, so that what is given by <see cref="MomentOf"/> after it
    /// arrives at once.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away.</exception>
    public async ValueTask LearnAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await grants.EnsureAsync(tenant, cancellationToken);
        await hot.TakeAsync(tenant, 0, cancellationToken);
    }

    /// <summary>Why a run can't go on.</summary>
    public Error Exhausted() => CreditErrors.Exhausted(options.Value.TopUpUrl);

    /// <summary>The writes that hold an amount for a run.</summary>
    /// <param name="tenant">Of whom.</param>
    /// <param name="runId">The run.</param>
    /// <param name="hold">What is held now.</param>
    /// <param name="total">What is held for this run with it: names the entry, so that none enters twice.</param>
    /// <param name="other">What it is where it is no run; null for a run.</param>
    public static IReadOnlyList<DocumentWrite> Opened(Tenant tenant, string runId, CreditHold hold, long total, string? other = null)
    {
        ArgumentNullException.ThrowIfNull(hold);
        var entry = new CreditEntry(CreditEntryKinds.Reservation, 0, hold.Amount, hold.Moment.At) { RunId = other is null ? runId : null, Reason = other };
        return
        [
            CreditLedger.Taken(tenant, hold.Moment),
            .. CreditLedger.Add(tenant, $"{runId}/{CreditEntryKinds.Reservation}/{total}", entry),
            .. UsedMore(tenant, hold.Limited, hold.Moment.At, hold.Amount),
        ];
    }

    /// <summary>The writes that give back what was held for a run that was never begun.</summary>
    /// <param name="tenant">To whom.</param>
    /// <param name="runId">The run.</param>
    /// <param name="hold">All that is held for it.</param>
    /// <param name="moment">To be given back by it afterwards.</param>
    public static IReadOnlyList<DocumentWrite> Released(Tenant tenant, string runId, CreditHold hold, CreditMoment moment)
    {
        ArgumentNullException.ThrowIfNull(hold);
        ArgumentNullException.ThrowIfNull(moment);
        var entry = new CreditEntry(CreditEntryKinds.Release, 0, -hold.Amount, moment.At) { RunId = runId };
        return [.. CreditLedger.Add(tenant, $"{runId}/{CreditEntryKinds.Release}", entry), .. UsedMore(tenant, hold.Limited, hold.Moment.At, -hold.Amount)];
    }

    /// <summary>
    /// The writes that settle a run, for the write that ends it: charges its cost, at most what is held for it, and gives the rest back.
    /// The run is settled once, however often it is said.
    /// </summary>
    public IReadOnlyList<DocumentWrite> Settled(Tenant tenant, RunBill bill, CreditMoment moment)
    {
        ArgumentNullException.ThrowIfNull(bill);
        ArgumentNullException.ThrowIfNull(moment);
        ArgumentOutOfRangeException.ThrowIfNegative(bill.Charged);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bill.Charged, bill.Held);
        var entry = new CreditEntry(bill.IsRefund ? CreditEntryKinds.Refund : CreditEntryKinds.Settlement, -bill.Charged, -bill.Held, moment.At)
        {
            RunId = bill.Other is null ? bill.RunId : null,
            Reason = bill.Other,
            FlowId = bill.Use.FlowId,
            KeyId = bill.Use.KeyId,
            Steps = bill.Steps,
            Nodes = bill.Nodes,
            Units = bill.Units,
        };
        return
        [
            .. CreditLedger.Add(tenant, $"{bill.RunId}/{CreditEntryKinds.Settlement}", entry),
            .. bill.Charged == 0 ? [] : new[] { grants.Spend(tenant, bill.Charged) },
            .. UsedMore(tenant, bill.Limited, bill.HeldAt, bill.Charged - bill.Held),
        ];
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

    /// <summary>Why so many runs of a flow of so many nodes can't all begin; null when they can. Holds nothing.</summary>
    public async ValueTask<Error?> ShortfallAsync(Tenant tenant, int runs, int nodes, CancellationToken cancellationToken)
    {
        if (!IsEnabled)
        {
            return null;
        }

        var needed = checked(EstimateOf(nodes) * runs);
        var available = (await ReadAsync(tenant, cancellationToken)).Available;
        return needed <= available ? null : CreditErrors.Insufficient(needed, available, options.Value.TopUpUrl);
    }

    private static IEnumerable<DocumentWrite> UsedMore(Tenant tenant, IReadOnlyList<string> limited, DateTimeOffset heldAt, long amount) =>
        amount == 0 ? [] : limited.Select(target => DocumentWrite.Increment(tenant, LimitedCredits.UsedId(tenant, TimeSlices.DayOf(heldAt), target), amount));
}
