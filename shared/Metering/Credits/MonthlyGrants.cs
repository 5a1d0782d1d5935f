using System.Globalization;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// Gives each organization what its plan gives a month, once, when it first needs it; what is left of the last such grant lapses then. The
/// month's grant is spent before anything else.
/// </summary>
public sealed class MonthlyGrants(IDocumentStore store, HotBalance hot, IOptions<CreditsOptions> options, TimeProvider clock)
{
    /// <summary>The ids of grants in the ledger begin with it; the month follows.</summary>
    internal const string Prefix = "grant/";

    private const int MaxRaces = 10;
    private const int Known = 20_000;
    private readonly Lock gate = new();
    private readonly RecentMap<string> granted = new(Known);

    /// <summary>What the organization is given a month, in millicredits.</summary>
    public long AmountOf(Tenant tenant) => options.Value.Plans[PlanOf(tenant)];

    /// <summary>The organization's plan.</summary>
    public string PlanOf(Tenant tenant) => options.Value.Organizations.GetValueOrDefault(tenant.Key, CreditsOptions.DefaultPlan);

    /// <summary>Counts what was charged in this month, to know what is left of its grant.</summary>
    public DocumentWrite Spend(Tenant tenant, long amount) => DocumentWrite.Increment(tenant, SpentIn(tenant, MonthOf(clock.GetUtcNow())), amount);

    /// <summary>Sees to it that this month's grant is in the ledger.</summary>
    public async ValueTask EnsureAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var month = MonthOf(now);
        if (IsKnown(tenant, month))
        {
            return;
        }

        var id = CreditLedger.IdOf(tenant, Prefix + month);
        var grant = await store.GetAsync(CreditEntry.Collection, tenant, id, cancellationToken);
        if (grant is null)
        {
            // Filled first, for what lapses is taken from it.
            await hot.TakeAsync(tenant, 0, cancellationToken);
            await ExpireAsync(tenant, month, now, cancellationToken);
            var entry = new CreditEntry(CreditEntryKinds.Grant, AmountOf(tenant), 0, now) { Reason = PlanOf(tenant) };
            await store.WriteAsync(CreditLedger.Add(tenant, Prefix + month, entry), cancellationToken);
            grant = await store.GetAsync(CreditEntry.Collection, tenant, id, cancellationToken);
        }

        await hot.GrantAsync(tenant, grant?.Document.Amount ?? 0, month, grant?.Document.At ?? now, cancellationToken);
        lock (gate)
        {
            granted.Set(tenant.Key, month);
        }
    }

    /// <summary>What was charged in this month.</summary>
    public async ValueTask<long> SpentAsync(Tenant tenant, CancellationToken cancellationToken) =>
        (await store.GetAsync(Counter.Collection, tenant, SpentIn(tenant, MonthOf(clock.GetUtcNow())), cancellationToken))?.Document.Value ?? 0;

    /// <summary>What a month (UTC) gave and what of it was charged; null where it gave nothing yet.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="at">An instant of it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<MonthUse?> ReadAsync(Tenant tenant, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var month = MonthOf(at);
        var grant = await store.GetAsync(CreditEntry.Collection, tenant, CreditLedger.IdOf(tenant, Prefix + month), cancellationToken);
        return grant is null
            ? null
            : new MonthUse(month, grant.Document.Amount, (await store.GetAsync(Counter.Collection, tenant, SpentIn(tenant, month), cancellationToken))?.Document.Value ?? 0);
    }

    private bool IsKnown(Tenant tenant, string month)
    {
        lock (gate)
        {
            return granted.TryGet(tenant.Key, out var last) && string.CompareOrdinal(last, month) >= 0;
        }
    }

    private static string MonthOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string SpentIn(Tenant tenant, string month) => $"credits/{tenant.Key}/spent/{month}";

    private async Task ExpireAsync(Tenant tenant, string month, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("id") { From = CreditLedger.IdOf(tenant, Prefix), Before = CreditLedger.IdOf(tenant, Prefix + month), Limit = 1 };
        var page = await store.QueryAsync(CreditEntry.Collection, tenant, query, cancellationToken);
        if (page.Items.Count == 0)
        {
            return;
        }

        var old = page.Items[0].Id[CreditLedger.IdOf(tenant, Prefix).Length..];
        var spent = await store.GetAsync(Counter.Collection, tenant, SpentIn(tenant, old), cancellationToken);
        for (var race = 0; race < MaxRaces; race++)
        {
            var (unused, moment) = await TakeUpToAsync(tenant, page.Items[0].Document.Amount - (spent?.Document.Value ?? 0), now, cancellationToken);
            if (unused == 0)
            {
                return;
            }

            var entry = new CreditEntry(CreditEntryKinds.Expiry, -unused, 0, now) { Reason = old };
            DocumentWrite[] writes = [CreditLedger.Taken(tenant, moment), .. CreditLedger.Add(tenant, $"expiry/{old}", entry)];
            var written = await store.WriteAsync(writes, cancellationToken);
            if (written.IsApplied)
            {
                return;
            }

            await hot.RefusedAsync(tenant, unused, moment, [], cancellationToken);
            if (!written.IsUnmet(writes))
            {
                return;
            }
        }

        throw new StoreUnavailableException("The balance is counted anew too often.");
    }

    private async Task<(long Taken, CreditMoment Moment)> TakeUpToAsync(Tenant tenant, long amount, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces && amount > 0; race++)
        {
            var answer = await hot.TakeAsync(tenant, amount, now, [], slot: null, cancellationToken);
            if (answer.Outcome == TakeOutcome.Taken)
            {
                return (amount, new CreditMoment(answer.Epoch, now));
            }

            amount = Math.Min(amount, answer.Left);
        }

        return (0, new CreditMoment(null, now));
    }
}
