using HiveFlow.Files.Quotas;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Files.Leftovers;

/// <summary>Removes what uploads left that were begun and never finished, and what deletions did not get to; may run anywhere, at any time.</summary>
public sealed class FileSweeper(IDocumentStore store, IFileStore files, FileQuota quota, TimeProvider clock)
{
    private const int Batch = 100;

    /// <summary>Removes what is due, until the given time at the latest.</summary>
    /// <returns>Whether something is left.</returns>
    public async Task<bool> SweepAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (clock.GetUtcNow() < until)
        {
            var query = new DocumentQuery("due") { Before = clock.GetUtcNow(), Descending = false, Limit = Batch };
            var due = (await store.QueryAsync(FileLeftover.Collection, Tenant.System, query, cancellationToken)).Items;
            var removed = 0;
            foreach (var left in due)
            {
                removed += await RemoveAsync(left, cancellationToken) ? 1 : 0;
            }

            if (due.Count < Batch || removed == 0)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> RemoveAsync(Stored<FileLeftover> left, CancellationToken cancellationToken)
    {
        if (DocumentId.TryParse(left.Document.OrganizationId, out var organization))
        {
            var tenant = Tenant.Of(organization);
            var known = await store.GetAsync(FileRecord.Collection, tenant, left.Id, cancellationToken);

            // First the record, guarded: an upload that ends at this very moment is either a file or removed, never half of each.
            if (known is not null && await quota.GiveBackAsync(
                tenant, known.Document.Counted, 1, [DocumentWrite.Delete(FileRecord.Collection, tenant, left.Id, known.Version)], cancellationToken) is not null)
            {
                return false;
            }

            if (left.Document.StoreUpload is { } upload)
            {
                await files.AbortPartsAsync(tenant, FileKeys.InStore(left.Id), upload, cancellationToken);
            }

            await files.DeleteAsync(tenant, FileKeys.InStore(left.Id), cancellationToken);
        }

        await store.WriteAsync([FileLeftover.Forget(left.Id)], cancellationToken);
        return true;
    }
}
