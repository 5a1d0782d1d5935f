using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// The truth about credits: entries that are only ever added, and two counters (available, held) that are added to in the same atomic
/// write, so that a balance never needs the whole ledger to be read.
/// </summary>
public sealed class CreditLedger(IDocumentStore store)
{
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
            writes.Add(DocumentWrite.Increment(tenant, AvailableOf(tenant), checked(entry.Amount - entry.Held)));
        }

        if (entry.Held != 0)
        {
            writes.Add(DocumentWrite.Increment(tenant, HeldOf(tenant), entry.Held));
        }

        return writes;
    }

    /// <summary>How the organization stands by its ledger.</summary>
    public async ValueTask<CreditBalance> ReadAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var counters = await store.GetManyAsync(Counter.Collection, tenant, [AvailableOf(tenant), HeldOf(tenant)], cancellationToken);
        return new CreditBalance(ValueOf(counters, AvailableOf(tenant)), ValueOf(counters, HeldOf(tenant)));
    }

    /// <summary>How it stands, and the month of the newest grant that this has in it; empty when there was none.</summary>
    internal async ValueTask<(CreditBalance Balance, string Granted)> ReadWithGrantAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var before = await GrantedAsync(tenant, cancellationToken);
        while (true)
        {
            // Grants are only ever added: the same one before and after is in what was read between.
            var balance = await ReadAsync(tenant, cancellationToken);
            var after = await GrantedAsync(tenant, cancellationToken);
            if (after == before)
            {
                return (balance, after);
            }

            before = after;
        }
    }

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

    private static string AvailableOf(Tenant tenant) => $"credits/{tenant.Key}/available";

    private static string HeldOf(Tenant tenant) => $"credits/{tenant.Key}/held";

    private static long ValueOf(IReadOnlyList<Stored<Counter>> counters, string id) =>
        counters.FirstOrDefault(c => c.Id == id)?.Document.Value ?? 0;
}
