using HiveFlow.Errors;
using HiveFlow.Flows.Running;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Credits;

/// <summary>Holds credits for a run before it begins and before a step that needs more, and settles them in the write that ends it, after which its slot is free.</summary>
public sealed class RunCharges(CreditBook book, RunStore runs, RunPlaces places, IDocumentStore store)
{
    private const int MaxRaces = 10;
    private const int PageSize = 500;

    // Faults of ours: nobody pays for them.
    private static readonly string[] OurFaults = [RequestErrors.InternalCode.Value, StepErrors.StepLostCode.Value, RunErrors.ZombieCode.Value];

    /// <summary>
    /// Adds to a request what holds its estimate, and takes its slot with it, both or neither, in one round trip to Redis: <c>credits_insufficient</c> when
    /// there is too little, <c>queue_full</c>, <c>too_busy</c> when it can't even queue.
    /// </summary>
    internal async ValueTask<Result<(NewRun Request, CreditHold? Hold, RunSlot? Taken)>> ReserveAsync(
        NewRun request, SlotRequest? slot, CancellationToken cancellationToken)
    {
        if (!book.IsEnabled)
        {
            return WithSlot(request, null, slot, await places.TakeAsync(slot, cancellationToken));
        }

        var tenant = Tenant.Of(request.OrganizationId);
        var held = await book.HoldAsync(tenant, book.EstimateOf(request.Nodes), new CreditUse(request.FlowId, request.KeyId), slot, cancellationToken);
        if (!held.IsSuccess)
        {
            return held.Error;
        }

        var hold = held.Value;
        return WithSlot(
            request with
            {
                Reserved = hold.Amount,
                Limited = hold.Limited.Count == 0 ? null : hold.Limited,
                Hold = run => CreditBook.Opened(tenant, run, hold, hold.Amount),
                HoldLost = CreditErrors.Recounted(),
                Release = run => CreditBook.Released(tenant, run, hold, hold.Moment),
            },
            hold,
            slot,
            hold.Slot);
    }

    /// <summary>Gives back what was held for a run that did not come to be, and that no ledger knows of.</summary>
    internal ValueTask GiveBackAsync(Tenant tenant, CreditHold? hold) => hold is null ? default : book.GiveBackAsync(tenant, hold);

    /// <summary>Lets a run be written with what is held for it: the result is to be disposed when it is; false when that must be asked for anew.</summary>
    internal bool TryEnter(Tenant tenant, CreditHold? hold, out IDisposable? pass)
    {
        pass = hold is null ? null : book.Enter(tenant, hold);
        return hold is null || pass is not null;
    }

    /// <summary>Sees to a hold that was not written because the balance was counted anew.</summary>
    internal ValueTask RefusedAsync(Tenant tenant, CreditHold? hold, CancellationToken cancellationToken) =>
        hold is null ? default : book.RefusedAsync(tenant, hold, cancellationToken);

    /// <summary>Takes a run back with all that is held for it.</summary>
    internal async Task UndoAsync(CreatedRun created, CancellationToken cancellationToken)
    {
        var run = created.Run;
        var moment = book.MomentOf(TenantOf(run)) with { At = created.HeldAt ?? run.CreatedAt };
        await runs.UndoAsync(created, cancellationToken);
        if (created.IsNew && run.Reserved > 0)
        {
            await book.GiveBackAsync(TenantOf(run), run.Reserved, moment, run.Limited);
        }
    }

    /// <summary>Counts what a step's try has used; gives its price.</summary>
    internal long Count(RunMemory memory, IReadOnlyDictionary<string, long> usage)
    {
        if (memory.Run.Document.Reserved == 0)
        {
            return 0;
        }

        var cost = checked(book.Prices.Of(PriceTable.Step, 1) + book.Prices.Of(usage));
        memory.Spend(cost);
        return cost;
    }

    /// <summary>Sees to it that enough is held for what the run has used and one more step. False: there is too little, the run must end.</summary>
    /// <param name="memory">The run.</param>
    /// <param name="spent">What its orchestration knows to be used; this process may know of less, or of more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async ValueTask<bool> CoverStepAsync(RunMemory memory, long spent, CancellationToken cancellationToken)
    {
        if (memory.Run.Document.Reserved == 0)
        {
            return true;
        }

        if (memory.Spent < 0)
        {
            var (usage, steps, _) = await UsedAsync(memory.Run.Document, cancellationToken);
            memory.Know(checked(book.Prices.Of(PriceTable.Step, steps) + book.Prices.Of(usage)));
        }

        memory.Learn(spent);
        return await CoverAsync(memory, checked(book.Prices.OfRun(1) + memory.Spent), cancellationToken);
    }

    /// <summary>A step's end as the run's tally is to know it: with what its use cost, by its node's type, and within a loop as a step of that type.</summary>
    internal StepEnd Billed(RunMemory memory, StepEnd ended, string nodeType, bool isInLoop)
    {
        var isCounted = isInLoop && !ended.IsOpen;
        if (memory.Run.Document.Reserved == 0 || (ended.Usage.Count == 0 && !isCounted))
        {
            return ended;
        }

        var usage = new Dictionary<string, long>(ended.Usage);
        if (ended.Usage.Count > 0)
        {
            usage[NodeBills.KindOf(nodeType)] = book.Prices.Of(ended.Usage);
        }

        if (isCounted)
        {
            usage[NodeBills.StepsOf(nodeType)] = 1;
        }

        return ended with { Usage = usage };
    }

    /// <summary>The end of a run, with what it costs by its whole use.</summary>
    internal async ValueTask<RunEnd> WithCostAsync(RunMemory memory, RunEnd end, RunPlan plan, RunProgress progress, CancellationToken cancellationToken)
    {
        var bills = NodeBills.Of(plan, progress, book.Prices.Of(PriceTable.Step, 1));
        end = end with { Usage = NodeBills.Without(progress.Usage), Steps = progress.Steps };
        if (memory.Run.Document.Reserved > 0 && !IsOurFault(end))
        {
            // What the last steps took beyond it is asked for; where it is not there, what is held is all that is charged.
            await CoverAsync(memory, CostOf(end), cancellationToken);
        }

        return WithCost(end, CostOf(end), bills);
    }

    /// <summary>The end of a run whose use only its steps' records tell.</summary>
    internal async ValueTask<RunEnd> WithUseAsync(Run run, RunEnd end, CancellationToken cancellationToken)
    {
        var (usage, steps, bills) = await UsedAsync(run, cancellationToken);
        end = end with { Usage = usage, Steps = steps };
        return WithCost(end, CostOf(end), bills);
    }

    /// <summary>The end of a run that can't pay for its next step.</summary>
    internal async ValueTask<RunEnd> ExhaustedAsync(RunMemory memory, CancellationToken cancellationToken)
    {
        var error = book.Exhausted();
        var (usage, steps, bills) = await UsedAsync(memory.Run.Document, cancellationToken);
        var end = new RunEnd(RunStatus.Failed) { Failure = new RunFailure(error.Code.Value, error.Message), Usage = usage, Steps = steps };

        // Records written a moment ago may not be read yet; what this process has counted has them.
        return WithCost(end, Math.Max(CostOf(end), checked(book.Prices.OfRun(0) + memory.Spent)), bills);
    }

    private Result<(NewRun Request, CreditHold? Hold, RunSlot? Taken)> WithSlot(NewRun request, CreditHold? hold, SlotRequest? slot, SlotOutcome? outcome)
    {
        var placed = places.Placed(request, slot, outcome);
        return placed.IsSuccess ? (placed.Value.Request, hold, placed.Value.Taken) : placed.Error;
    }

    private static bool IsOurFault(RunEnd end) => end.Failure is { } failure && OurFaults.Contains(failure.Code, StringComparer.Ordinal);

    private static bool NeverBegan(Run run, RunEnd end) => SlotOfRun.IsQueued(run) && end is { Status: RunStatus.Cancelled, Steps: 0 };

    private static Tenant TenantOf(Run run) => DocumentId.TryParse(run.OrganizationId, out var id)
        ? Tenant.Of(id)
        : throw new InvalidOperationException("The run's organization is no id.");

    private long CostOf(RunEnd end) => checked(book.Prices.OfRun(end.Steps) + book.Prices.Of(end.Usage));

    private RunEnd WithCost(RunEnd end, long cost, IReadOnlyDictionary<string, NodeUse> bills)
    {
        CreditMoment? moment = null;
        return end with
        {
            Settle = run =>
            {
                if (run.Reserved == 0)
                {
                    return new RunSettlement(0, []);
                }

                moment = book.MomentOf(TenantOf(run));
                var isRefund = IsOurFault(end);
                var charged = isRefund || NeverBegan(run, end) ? 0 : Math.Min(cost, run.Reserved);
                var bill = new RunBill(run.Id, run.Reserved, charged, isRefund, run.CreatedAt)
                {
                    Use = new CreditUse(run.FlowId, run.KeyId),
                    Limited = run.Limited ?? [],
                    Steps = end.Steps,
                    Nodes = bills,
                    Units = end.Usage,
                };
                return new RunSettlement(charged, book.Settled(TenantOf(run), bill, moment));
            },
            Settled = (run, charged) => run.Reserved == charged || moment is null
                ? places.LeaveAsync(run).AsTask()
                : book.GiveBackAsync(TenantOf(run), run.Reserved - charged, moment, run.Limited, run.CreatedAt, places.LeavingOf(run)).AsTask(),
        };
    }

    private async ValueTask<bool> CoverAsync(RunMemory memory, long cost, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var run = memory.Run;
            var missing = cost - run.Document.Reserved;
            if (missing <= 0 || RunStatus.IsFinal(run.Document.Status))
            {
                return true;
            }

            // As much again, so that a long run asks seldom; where that is too much, what is missing.
            var use = new CreditUse(run.Document.FlowId, run.Document.KeyId);
            var held = await book.HoldAsync(run.Tenant, Math.Max(missing, run.Document.Reserved), use, cancellationToken);
            if (!held.IsSuccess)
            {
                held = await book.HoldAsync(run.Tenant, missing, use, cancellationToken);
            }

            if (!held.IsSuccess)
            {
                // Another process may hold enough already, and may hold the last of it.
                var known = run.Document.Reserved;
                if (await store.GetAsync(Run.Collection, run.Tenant, run.Id, cancellationToken) is not { } now || now.Document.Reserved == known)
                {
                    return false;
                }

                memory.Run = now;
                continue;
            }

            var amount = held.Value.Amount;
            var more = run.Document with { Reserved = checked(run.Document.Reserved + amount) };
            var written = await store.WriteAsync(
                [DocumentWrite.Replace(Run.Collection, run.Tenant, run.Id, run.Version, more), .. CreditBook.Opened(run.Tenant, run.Id, held.Value, more.Reserved)],
                cancellationToken);
            if (written.IsApplied)
            {
                memory.Run = run with { Version = run.Version + 1, Document = more };
                return true;
            }

            await book.RefusedAsync(run.Tenant, held.Value, cancellationToken);
            if (await store.GetAsync(Run.Collection, run.Tenant, run.Id, cancellationToken) is not { } present)
            {
                return true;
            }

            memory.Run = present;
        }

        throw new StoreUnavailableException("The run's record is changed by too many at once.");
    }

    private async Task<(Dictionary<string, long> Usage, int Steps, IReadOnlyDictionary<string, NodeUse> Bills)> UsedAsync(
        Run run, CancellationToken cancellationToken)
    {
        var (usage, steps, bills) = (new Dictionary<string, long>(StringComparer.Ordinal), 0, new NodeBills());
        if (!DocumentId.TryParse(run.OrganizationId, out var organization))
        {
            return (usage, steps, bills.All);
        }

        string? cursor = null;
        do
        {
            var page = await runs.StepsAsync(organization, run.Id, PageSize, cursor, cancellationToken);
            var own = page.Items.Where(step => step.Document is { TakenFrom: null, Part: null }).ToList();
            steps += own.Count;
            foreach (var step in own)
            {
                var use = step.Document.Usage is { } used ? book.Prices.Of(used) : 0;
                bills.Add(step.Document.NodeType, 1, checked(book.Prices.Of(PriceTable.Step, 1) + use));
            }

            foreach (var (kind, units) in own.SelectMany(step => step.Document.Usage ?? new Dictionary<string, long>()))
            {
                usage[kind] = checked(usage.GetValueOrDefault(kind) + units);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return (usage, steps, bills.All);
    }
}
