using System.Globalization;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// The truth about credits: entries that are only ever added, and counters (available, held, what changed in a slice of time) that are added
/// to in the same atomic write, so that a balance never needs the whole ledger to be read.
/// </summary>
public sealed class CreditLedger(IDocumentStore store, TimeProvider clock)
{
    private const int MaxReadings = 50;
    private const int PageSize = 1_000;

    /// <summary>The id of an entry: ids are unique over all organizations.</summary>
    internal static string IdOf(Tenant tenant, string id) => $"{tenant.Key}/{id}";

    /// <summary>The writes that add an entry, for an atomic write that says why.</summary>
    /// <param name="tenant">Whose ledger.</param>
    /// <param name="id">What the entry is for; a second one of the same id refuses its whole write.</param>
    /// <param name="entry">The entry.</param>
    public static IReadOnlyList<DocumentWrite> Add(Tenant tenant, string id, CreditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        List<DocumentWrite> writes = [DocumentWrite.Insert(CreditEntry.Collection, tenant, IdOf(tenant, id), entry)];
        if (entry.Amount != entry.Held)
        {
            var change = checked(entry.Amount - entry.Held);
            writes.Add(DocumentWrite.Increment(tenant, AvailableOf(tenant), change));
            writes.Add(DocumentWrite.Increment(tenant, MovesOf(tenant, TimeSlices.Of(entry.At)), change));
        }

        if (entry.Held != 0)
        {
            writes.Add(DocumentWrite.Increment(tenant, HeldOf(tenant), entry.Held));
        }

        return writes;
    }

    /// <summary>
    /// The check that belongs to whatever takes from what is available: refuses its write when the hot balance that it was taken from is
    /// counted anew since, for that count knows nothing of it.
    /// </summary>
    /// <param name="tenant">Whose ledger.</param>
    /// <param name="moment">The taking's.</param>
    public static DocumentWrite Taken(Tenant tenant, CreditMoment moment)
    {
        ArgumentNullException.ThrowIfNull(moment);
        return DocumentWrite.Check(Counter.Collection, tenant, FillingOf(tenant), long.Parse(moment.Epoch!, CultureInfo.InvariantCulture));
    }

    /// <summary>The write by which an organization owes so much more (or less) that it has spent already.</summary>
    public static DocumentWrite Owes(Tenant tenant, long amount) => DocumentWrite.Increment(tenant, OwedOf(tenant), amount);

    /// <summary>How the organization stands by its ledger.</summary>
    public async ValueTask<CreditBalance> ReadAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var counters = await store.GetManyAsync(Counter.Collection, tenant, [AvailableOf(tenant), HeldOf(tenant), OwedOf(tenant)], cancellationToken);
        return new CreditBalance(ValueOf(counters, AvailableOf(tenant)), ValueOf(counters, HeldOf(tenant)))
        {
            Owed = Math.Max(0, ValueOf(counters, OwedOf(tenant))),
        };
    }

    /// <summary>
    /// Begins a filling: from now on the ledger refuses what was taken from any balance filled before. Changes the counter of what is available
    /// (by nothing), so that whatever takes at the same time comes before it or is refused.
    /// </summary>
    internal async ValueTask BeginFillingAsync(Tenant tenant, CancellationToken cancellationToken) => await store.WriteAsync(
        [DocumentWrite.Increment(tenant, FillingOf(tenant)), DocumentWrite.Increment(tenant, AvailableOf(tenant), 0)], cancellationToken);

    /// <summary>The newest filling's epoch; empty when there was none.</summary>
    internal async ValueTask<string> EpochAsync(Tenant tenant, CancellationToken cancellationToken) =>
        (await store.GetAsync(Counter.Collection, tenant, FillingOf(tenant), cancellationToken))?.Version.ToString(CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>The day's limits, their version, and what of them is used.</summary>
    internal async ValueTask<(CreditLimits Limits, long Version, string Day, IReadOnlyDictionary<string, long> Used)> ReadLimitsAsync(
        Tenant tenant, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(CreditLimits.Collection, tenant, tenant.Key, cancellationToken);
        var limits = stored?.Document ?? CreditLimits.None;
        var day = TimeSlices.DayOf(clock.GetUtcNow());
        return (limits, stored?.Version ?? 0, day, await LimitedCredits.ReadUsedAsync(store, tenant, limits, day, cancellationToken));
    }

    /// <summary>The version of the day's limits; 0 when none were ever set.</summary>
    internal async ValueTask<long> LimitsVersionAsync(Tenant tenant, CancellationToken cancellationToken) =>
        (await store.GetAsync(CreditLimits.Collection, tenant, tenant.Key, cancellationToken))?.Version ?? 0;

    /// <summary>
    /// All that a hot balance is filled with, of one instant: read until two readings agree, for a store may show documents that were written
    /// together one after the other.
    /// </summary>
    internal async ValueTask<HotState> ReadForFillingAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = await ReadOnceAsync(tenant, now, cancellationToken);
        for (var reading = 0; reading < MaxReadings; reading++)
        {
            var after = await ReadOnceAsync(tenant, now, cancellationToken);
            if (IsSame(before, after))
            {
                return after;
            }

            before = after;
        }

        throw new StoreUnavailableException("The ledger changes faster than it can be read.");
    }

    /// <summary>What changed in each slice from one to before another; slices without a change are left out.</summary>
    internal async ValueTask<IReadOnlyDictionary<long, long>> MovesAsync(Tenant tenant, long from, long before, CancellationToken cancellationToken)
    {
        var moves = new Dictionary<long, long>();
        var query = new DocumentQuery("id") { From = MovesOf(tenant, from), Before = MovesOf(tenant, before), Limit = PageSize };
        foreach (var counter in (await store.QueryAsync(Counter.Collection, tenant, query, cancellationToken)).Items)
        {
            moves[SliceIn(counter.Id)] = counter.Document.Value;
        }

        return moves;
    }

    /// <summary>Removes slices that are compared no more, and what was counted on days that nobody asks for any more.</summary>
    internal async ValueTask ForgetAsync(Tenant tenant, long before, CancellationToken cancellationToken)
    {
        await DeleteAsync(tenant, MovesOf(tenant, 0), MovesOf(tenant, before), cancellationToken);
        var day = TimeSlices.DayOf(clock.GetUtcNow() - TimeSlices.DaysKept);
        await DeleteAsync(tenant, LimitedCredits.UsedId(tenant, "0", string.Empty), LimitedCredits.UsedId(tenant, day, string.Empty), cancellationToken);
    }

    private async ValueTask DeleteAsync(Tenant tenant, string from, string before, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("id") { From = from, Before = before, Limit = PageSize };
        var old = (await store.QueryAsync(Counter.Collection, tenant, query, cancellationToken)).Items;
        if (old.Count > 0)
        {
            await store.WriteAsync([.. old.Select(c => DocumentWrite.Delete(Counter.Collection, tenant, c.Id))], cancellationToken);
        }
    }

    private async ValueTask<HotState> ReadOnceAsync(Tenant tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var granted = await GrantedAsync(tenant, cancellationToken);
        var present = TimeSlices.Of(now);
        var slices = Enumerable.Range(-TimeSlices.Kept, TimeSlices.Kept + 2).ToDictionary(i => MovesOf(tenant, present + i), i => present + i, StringComparer.Ordinal);
        var counters = await store.GetManyAsync(Counter.Collection, tenant, [AvailableOf(tenant), FillingOf(tenant), .. slices.Keys], cancellationToken);
        var moves = counters.Where(c => slices.ContainsKey(c.Id)).ToDictionary(c => slices[c.Id], c => c.Document.Value);
        var (limits, version, day, used) = await ReadLimitsAsync(tenant, cancellationToken);
        return new HotState(
            ValueOf(counters, AvailableOf(tenant)),
            (counters.FirstOrDefault(c => c.Id == FillingOf(tenant))?.Version ?? 0).ToString(CultureInfo.InvariantCulture),
            granted,
            present - TimeSlices.Kept,
            moves,
            limits.ByTarget,
            used.ToDictionary(u => (day, u.Key), u => u.Value))
        {
            LimitsVersion = version,
        };
    }

    private static bool IsSame(HotState one, HotState other) =>
        one.Amount == other.Amount && one.Epoch == other.Epoch && one.Granted == other.Granted && one.LimitsVersion == other.LimitsVersion && IsSame(one.Moves, other.Moves) && IsSame(one.Limits, other.Limits) && IsSame(one.Used, other.Used);

    private static bool IsSame<TKey>(IReadOnlyDictionary<TKey, long> one, IReadOnlyDictionary<TKey, long> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private async ValueTask<string> GrantedAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var prefix = IdOf(tenant, MonthlyGrants.Prefix);
        var query = new DocumentQuery("id") { From = prefix, Before = prefix + "9999", Limit = 1 };
        var page = await store.QueryAsync(CreditEntry.Collection, tenant, query, cancellationToken);
        return page.Items.Count == 0 ? string.Empty : page.Items[0].Id[prefix.Length..];
    }

    /// <summary>A page of entries, newest first; an invalid cursor throws <see cref="InvalidCursorException"/>.</summary>
    public ValueTask<DocumentPage<CreditEntry>> ListAsync(Tenant tenant, int limit, string? cursor, CancellationToken cancellationToken) =>
        store.QueryAsync(CreditEntry.Collection, tenant, new DocumentQuery(CreditEntry.ByTime) { Limit = limit, Cursor = cursor }, cancellationToken);

    private static string MovesOf(Tenant tenant, long slice) => $"credits/{tenant.Key}/moves/{TimeSlices.Text(slice)}";

    private static long SliceIn(string id) => long.Parse(id.AsSpan(id.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);

    private static string AvailableOf(Tenant tenant) => $"credits/{tenant.Key}/available";

    private static string FillingOf(Tenant tenant) => $"credits/{tenant.Key}/filling";

    private static string OwedOf(Tenant tenant) => $"credits/{tenant.Key}/owed";

    private static string HeldOf(Tenant tenant) => $"credits/{tenant.Key}/held";

    private static long ValueOf(IReadOnlyList<Stored<Counter>> counters, string id) =>
        counters.FirstOrDefault(c => c.Id == id)?.Document.Value ?? 0;
}
