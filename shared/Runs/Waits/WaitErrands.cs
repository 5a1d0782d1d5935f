using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Waits;

/// <summary>Finds what is still to be told of waits; each errand is claimed by itself.</summary>
public sealed class WaitErrands(IDocumentStore store, TimeProvider clock)
{
    private const int PageSize = 200;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Some that are due, the oldest first.</summary>
    public async Task<IReadOnlyList<Stored<WaitErrand>>> DueAsync(CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("due") { Before = clock.GetUtcNow(), Descending = false, Limit = PageSize };
        return (await store.QueryAsync(WaitErrand.Collection, Tenant.System, query, cancellationToken)).Items;
    }

    /// <summary>Takes one, and puts it off by a growing time should it fail. False: another instance has it, or it is done.</summary>
    public async Task<bool> ClaimAsync(Stored<WaitErrand> errand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errand);
        var pause = RunWaits.Grace * Math.Pow(2, Math.Min(errand.Document.Tries, 10));
        var later = errand.Document with
        {
            DueAt = clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause),
            Tries = errand.Document.Tries + 1,
        };
        var written = await store.WriteAsync(
            [DocumentWrite.Replace(WaitErrand.Collection, Tenant.System, errand.Id, errand.Version, later)], cancellationToken);
        return written.IsApplied;
    }

    /// <summary>One was done, or there is nothing left to do.</summary>
    public Task CloseAsync(string errandId, CancellationToken cancellationToken) =>
        store.WriteAsync([DocumentWrite.Delete(WaitErrand.Collection, Tenant.System, errandId)], cancellationToken);
}
