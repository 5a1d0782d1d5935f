using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// Compares an organization's hot balance with its ledger, reports and sets right what differs, also while runs start and end: both count what
/// changes by slices of time, and what was begun in a slice that is over for long enough has arrived in both or never will.
/// </summary>
public sealed partial class CreditReconciliation(
    CreditLedger ledger, HotBalance hot, AuditLog audit, CreditMeter meter, TimeProvider clock, ILogger<CreditReconciliation> logger)
{
    private static readonly AuditActor Actor = AuditActor.System("credits-reconciliation");

    /// <summary>Sets one organization right.</summary>
    /// <returns>By how many millicredits the hot balance was too low (positive) or too high; 0 when it was right, or is filled anew.</returns>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away.</exception>
    public async Task<long> ReconcileAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var present = TimeSlices.Of(now);
        if (await hot.ReadAsync(tenant, cancellationToken) is not { } state)
        {
            await ledger.ForgetAsync(tenant, present - TimeSlices.Kept, cancellationToken);
            return 0;
        }

        if (state.Since < present - TimeSlices.TooOld)
        {
            await hot.DropAsync(tenant, cancellationToken);
            await ledger.ForgetAsync(tenant, present - TimeSlices.Kept, cancellationToken);
            return 0;
        }

        var compared = present - TimeSlices.ComparedAfter;
        var moves = await ledger.MovesAsync(tenant, state.Since, present + 2, cancellationToken);
        var wrong = moves.Keys.Union(state.Moves.Keys)
            .Where(slice => slice >= state.Since && slice <= compared)
            .Select(slice => moves.GetValueOrDefault(slice) - state.Moves.GetValueOrDefault(slice))
            .Where(difference => difference != 0)
            .ToList();
        if (wrong.Count > 0)
        {
            return await CountAnewAsync(tenant, state, wrong.Sum(), cancellationToken);
        }

        var drift = await CompareWholeAsync(tenant, state, cancellationToken);

        // Whoever set them may have died before they were here.
        if (!HasLimits(state, (await ledger.ReadLimitsAsync(tenant, cancellationToken)).Limits.ByTarget))
        {
            await hot.LimitAsync(tenant, cancellationToken);
        }

        await hot.ForgetAsync(tenant, state.Epoch, present - TimeSlices.Kept, TimeSlices.DayOf(now), cancellationToken);
        await ledger.ForgetAsync(tenant, present - TimeSlices.Kept, cancellationToken);
        return drift;
    }

    // Never by adding what seems to be missing: what was taken and did not arrive is nobody's only once the ledger refuses it, which the next
    // filling sees to. A process that was stopped for half an hour may still come and write it.
    private async Task<long> CountAnewAsync(Tenant tenant, HotState state, long drift, CancellationToken cancellationToken)
    {
        if (!await hot.DropAsync(tenant, state.Epoch, cancellationToken))
        {
            return 0;
        }

        await ReportAsync(tenant, drift, cancellationToken);
        return drift;
    }

    private static bool HasLimits(HotState state, IReadOnlyDictionary<string, long> limits) =>
        state.Limits.Count == limits.Count && limits.All(limit => state.Limits.TryGetValue(limit.Key, out var most) && most == limit.Value);

    // Nothing is on its way where all slices agree: then the amounts must too, whatever came between (a Redis restored from an older day).
    private async Task<long> CompareWholeAsync(Tenant tenant, HotState state, CancellationToken cancellationToken)
    {
        var truth = await ledger.ReadForFillingAsync(tenant, cancellationToken);
        var isQuiet = truth.Moves.Keys.Union(state.Moves.Keys).Where(slice => slice >= Math.Max(truth.Since, state.Since))
            .All(slice => truth.Moves.GetValueOrDefault(slice) == state.Moves.GetValueOrDefault(slice));
        if (!isQuiet || truth.Amount == state.Amount || !await hot.SetAsync(tenant, state.Epoch, state.Amount, truth.Amount, cancellationToken))
        {
            return 0;
        }

        await ReportAsync(tenant, truth.Amount - state.Amount, cancellationToken);
        return truth.Amount - state.Amount;
    }

    private async Task ReportAsync(Tenant tenant, long drift, CancellationToken cancellationToken)
    {
        if (drift == 0)
        {
            return;
        }

        Repaired(logger, tenant.Key, drift);
        meter.Repaired(drift);
        var act = new AuditAct("credits.reconciled", Actor, tenant)
        {
            TargetType = "organization",
            TargetId = tenant.Key,
            Details = new Dictionary<string, string> { ["millicredits"] = drift.ToString(CultureInfo.InvariantCulture) },
        };
        await audit.RecordAsync(act, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hot balance of organization {Organization} differed from its ledger by {Millicredits} millicredits and is set right.")]
    private static partial void Repaired(ILogger logger, string organization, long millicredits);
}
