using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Files.Quotas;

/// <summary>
/// Counts what organizations keep: each change of the count is one atomic write with what it counts, so that no crash and no number of
/// uploads at once lets more in than there is room for.
/// </summary>
public sealed class FileQuota(IDocumentStore store, IOptions<FilesOptions> options)
{
    // Instances meet at the record; within one, those of an organization queue here and do not try in vain.
    private const int MostAttempts = 200;
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>What an organization's files take.</summary>
    public async Task<FileUsage> ReadAsync(Tenant tenant, CancellationToken cancellationToken) =>
        (await store.GetAsync(FileUsage.Collection, tenant, tenant.Key, cancellationToken))?.Document ?? FileUsage.None;

    /// <summary>Takes room for one file.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="least">Bytes it needs.</param>
    /// <param name="most">Bytes it takes if there are as many.</param>
    /// <param name="writes">What happens with it, by the bytes taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The bytes taken.</returns>
    internal async Task<Result<long>> TakeAsync(
        Tenant tenant, long least, long most, Func<long, IReadOnlyList<DocumentWrite>> writes, CancellationToken cancellationToken)
    {
        long taken = 0;
        var limits = options.Value;
        var fault = await ChangeAsync(
            tenant,
            usage =>
            {
                taken = Math.Min(most, limits.QuotaBytes - usage.Bytes);
                return taken < least || usage.Files >= limits.QuotaFiles
                    ? null
                    : new FileUsage(checked(usage.Bytes + taken), usage.Files + 1);
            },
            () => writes(taken),
            cancellationToken);
        return fault is null ? taken : fault;
    }

    /// <summary>Gives room back, with the writes that say of what.</summary>
    /// <returns>Null, or a lost race of one of the writes.</returns>
    internal Task<Error?> GiveBackAsync(
        Tenant tenant, long bytes, int files, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) => ChangeAsync(
            tenant,
            usage => new FileUsage(Math.Max(0, usage.Bytes - bytes), Math.Max(0, usage.Files - files)),
            () => writes,
            cancellationToken);

    private async Task<Error?> ChangeAsync(
        Tenant tenant, Func<FileUsage, FileUsage?> change, Func<IReadOnlyList<DocumentWrite>> writes, CancellationToken cancellationToken)
    {
        var turn = turns[(uint)StringComparer.Ordinal.GetHashCode(tenant.Key) % turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < MostAttempts; attempt++)
            {
                var known = await store.GetAsync(FileUsage.Collection, tenant, tenant.Key, cancellationToken);
                if (change(known?.Document ?? FileUsage.None) is not { } next)
                {
                    return FileErrors.Quota(options.Value.QuotaBytes, options.Value.QuotaFiles);
                }

                var count = known is null
                    ? DocumentWrite.Insert(FileUsage.Collection, tenant, tenant.Key, next)
                    : DocumentWrite.Replace(FileUsage.Collection, tenant, tenant.Key, known.Version, next);
                var written = await store.WriteAsync([count, .. writes()], cancellationToken);
                if (written.IsApplied)
                {
                    return null;
                }

                if (written.FailedIndex != 0)
                {
                    return RequestErrors.VersionConflict("file");
                }
            }
        }
        finally
        {
            turn.Release();
        }

        return RequestErrors.Unavailable("Too many files are being stored at once; try again.", TimeSpan.FromSeconds(1));
    }
}
