using HiveFlow.Errors;
using HiveFlow.Files.Leftovers;
using HiveFlow.Files.Quotas;
using HiveFlow.Files.Types;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.Extensions.Options;

namespace HiveFlow.Files;

/// <summary>
/// The files of organizations: kept, found, read and deleted. Contents are streamed, their names are data and never a path, and what is
/// half done when the process dies is removed by <see cref="FileSweeper"/>.
/// </summary>
public sealed class FileShelf(IDocumentStore store, IFileStore files, FileQuota quota, IOptions<FilesOptions> options, TimeProvider clock)
{
    // Longer than any request or step may take.
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(1);

    /// <summary>How long the links hold that <see cref="LinkAsync"/> makes.</summary>
    public TimeSpan LinkLifetime => options.Value.LinkLifetime;

    /// <summary>
    /// Keeps a file. Fails as 413 over the limits, 415 for a type that is not taken, 422 for a name that will not do or when there is no
    /// room. What the content's own stream throws is thrown, and nothing is kept.
    /// </summary>
    public async Task<Result<FileRecord>> SaveAsync(Tenant tenant, NewFile file, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(content);
        var limit = Math.Min(options.Value.MaxFileBytes, file.MaxBytes ?? long.MaxValue);
        if (Fault(file, limit) is { } fault)
        {
            return fault;
        }

        var head = await HeadedStream.ReadHeadAsync(content, cancellationToken);
        var type = FileTypes.Of(Said(file.MimeType), file.Name, head);
        if (!MediaType.IsListed(options.Value.Types, type))
        {
            return FileErrors.Type(type);
        }

        if (file.Once is { } once)
        {
            await ClearAsync(tenant, once, cancellationToken);
        }

        var begun = New(file, type);
        var taken = await quota.TakeAsync(
            tenant,
            file.Size ?? 0,
            file.Size ?? limit,
            bytes =>
            [
                DocumentWrite.Insert(FileRecord.Collection, tenant, begun.Id, begun = begun with { Counted = bytes }),
                FileLeftover.Remember(tenant, begun, begun.CreatedAt + GivenUpAfter),
            ],
            cancellationToken);
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        try
        {
            var stored = await files.PutAsync(tenant, begun.StoreKey, new HeadedStream(head, content), type, taken.Value, cancellationToken);
            var ended = await FinishAsync(tenant, begun, stored, file.Also, cancellationToken);
            if (!ended.IsSuccess)
            {
                await DropAsync(tenant, begun);
            }

            return ended;
        }
        catch (FileTooLargeException)
        {
            await DropAsync(tenant, begun);
            return taken.Value < (file.Size ?? limit) ? FileErrors.Quota(options.Value.QuotaBytes, options.Value.QuotaFiles) : FileErrors.TooLarge(limit);
        }
        catch
        {
            await DropAsync(tenant, begun);
            throw;
        }
    }

    /// <summary>What is known of a file; null when there is none.</summary>
    public async Task<FileRecord?> GetAsync(Tenant tenant, string? id, CancellationToken cancellationToken) =>
        (await FindAsync(tenant, id, cancellationToken))?.Document;

    /// <summary>The file of that key; null when there is none.</summary>
    public Task<FileRecord?> GetByKeyAsync(Tenant tenant, string? key, CancellationToken cancellationToken) =>
        GetAsync(tenant, FileKeys.IdIn(tenant, key), cancellationToken);

    /// <summary>A file's content, to be disposed; fails when there is none.</summary>
    public async Task<Result<OpenedFile>> OpenAsync(Tenant tenant, string? id, CancellationToken cancellationToken)
    {
        if (await GetAsync(tenant, id, cancellationToken) is not { } file)
        {
            return FileErrors.NotFound();
        }

        return await files.OpenAsync(tenant, file.StoreKey, cancellationToken) is { } open
            ? new OpenedFile(file, open.Content)
            : FileErrors.Lost();
    }

    /// <summary>A page of files, the newest first; those of one folder, when one is named.</summary>
    public ValueTask<DocumentPage<FileRecord>> ListAsync(
        Tenant tenant, string? folder, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var query = folder is null
            ? new DocumentQuery("status") { EqualTo = [FileRecord.Ready] }
            : new DocumentQuery("folder") { EqualTo = [FileRecord.Ready, folder] };
        return store.QueryAsync(FileRecord.Collection, tenant, query with { Limit = limit, Cursor = cursor }, cancellationToken);
    }

    /// <summary>A link that gives the file's content to whoever has it, for 24 hours at most, or until the file is deleted.</summary>
    public Task<Uri> LinkAsync(Tenant tenant, FileRecord file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        return files.SignAsync(
            tenant, file.StoreKey, new FileDownload(file.Name, file.MimeType), options.Value.LinkLifetime, cancellationToken);
    }

    /// <summary>Deletes a file: it and its links are gone at once.</summary>
    public Task<Result<FileRecord>> DeleteAsync(Tenant tenant, string? id, CancellationToken cancellationToken) =>
        DeleteAsync(tenant, id, static _ => [], cancellationToken);

    /// <summary>Deletes a file and writes, together with that, what belongs to it.</summary>
    public async Task<Result<FileRecord>> DeleteAsync(
        Tenant tenant, string? id, Func<FileRecord, IReadOnlyList<DocumentWrite>> also, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(also);
        if (await FindAsync(tenant, id, cancellationToken) is not { } known)
        {
            return FileErrors.NotFound();
        }

        var file = known.Document;
        var fault = await quota.GiveBackAsync(
            tenant,
            file.Counted,
            1,
            [
                DocumentWrite.Delete(FileRecord.Collection, tenant, file.Id, known.Version),
                FileLeftover.Remember(tenant, file with { StoreUpload = null }, clock.GetUtcNow()),
                .. also(file),
            ],
            cancellationToken);
        if (fault is not null)
        {
            return fault.Code.Kind == ErrorKind.Conflict ? FileErrors.NotFound() : fault;
        }

        await files.DeleteAsync(tenant, file.StoreKey, cancellationToken);
        await store.WriteAsync([FileLeftover.Forget(file.Id)], cancellationToken);
        return file;
    }

    /// <summary>Deletes files of a run that it made itself.</summary>
    /// <returns>How many; fewer than <paramref name="limit"/> when none is left.</returns>
    public async Task<int> DeleteOfRunAsync(Tenant tenant, string runId, int limit, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("run") { EqualTo = [runId], Limit = limit };
        var page = await store.QueryAsync(FileRecord.Collection, tenant, query, cancellationToken);
        foreach (var file in page.Items.Where(f => f.Document.Status == FileRecord.Ready))
        {
            await DeleteAsync(tenant, file.Id, cancellationToken);
        }

        return page.Items.Count;
    }

    internal static string? Said(string? mimeType) => MediaType.TryRead(mimeType, out var type) && type != MediaType.Unknown ? type : null;

    private static Error? Fault(NewFile file, long limit)
    {
        if (FileText.Fault(file.Name, file.Folder) is { } fault)
        {
            return fault;
        }

        if (file.MimeType is not null && !MediaType.TryRead(file.MimeType, out _))
        {
            return RequestErrors.Invalid("mimeType", "A media type is written as type/subtype.");
        }

        return file.Size > limit ? FileErrors.TooLarge(limit) : null;
    }

    private FileRecord New(NewFile file, string type) => new()
    {
        Id = DocumentId.New(clock).ToString(),
        Name = file.Name,
        MimeType = type,
        Size = file.Size ?? 0,
        Folder = file.Folder,
        Status = FileRecord.Uploading,
        CreatedBy = file.CreatedBy,
        RunId = file.RunId,
        Once = file.Once,
        CreatedAt = clock.GetUtcNow(),
    };

    private async Task<Result<FileRecord>> FinishAsync(
        Tenant tenant, FileRecord begun, StoredFile stored, Func<FileRecord, Task<IReadOnlyList<DocumentWrite>>>? also, CancellationToken cancellationToken)
    {
        var ready = begun with { Status = FileRecord.Ready, Size = stored.Size, Counted = stored.Size, ETag = stored.ETag };
        IReadOnlyList<DocumentWrite> writes =
        [
            DocumentWrite.Replace(FileRecord.Collection, tenant, begun.Id, 1, ready),
            FileLeftover.Forget(begun.Id),
            .. also is null ? [] : await also(ready),
        ];
        if (begun.Counted == ready.Counted)
        {
            return (await store.WriteAsync(writes, cancellationToken)).IsApplied ? ready : RequestErrors.VersionConflict("file");
        }

        var fault = await quota.GiveBackAsync(tenant, begun.Counted - ready.Counted, 0, writes, cancellationToken);
        return fault is null ? ready : fault;
    }

    private async Task ClearAsync(Tenant tenant, string once, CancellationToken cancellationToken)
    {
        var before = await store.FindAsync(FileRecord.Collection, tenant, "once", [once], cancellationToken);
        if (before is { Document.Status: FileRecord.Ready })
        {
            await DeleteAsync(tenant, before.Id, cancellationToken);
        }
        else if (before is not null)
        {
            await DropAsync(tenant, before.Document);
        }
    }

    private async Task<Stored<FileRecord>?> FindAsync(Tenant tenant, string? id, CancellationToken cancellationToken) =>
        DocumentId.TryParse(id, out _) && await store.GetAsync(FileRecord.Collection, tenant, id, cancellationToken) is { } file
        && file.Document.Status == FileRecord.Ready
            ? file
            : null;

    // Not the caller's token: who hangs up leaves nothing behind. What cannot be removed now the sweep removes.
    private async Task DropAsync(Tenant tenant, FileRecord begun)
    {
        try
        {
            var fault = await quota.GiveBackAsync(
                tenant, begun.Counted, 1, [DocumentWrite.Delete(FileRecord.Collection, tenant, begun.Id, 1)], CancellationToken.None);
            if (fault is null)
            {
                await files.DeleteAsync(tenant, begun.StoreKey, CancellationToken.None);
                await store.WriteAsync([FileLeftover.Forget(begun.Id)], CancellationToken.None);
            }
        }
        catch (StoreUnavailableException)
        {
            // The failure that ended the upload is the one to tell.
        }
    }
}
