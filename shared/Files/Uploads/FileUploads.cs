using HiveFlow.Errors;
using HiveFlow.Files.Leftovers;
using HiveFlow.Files.Quotas;
using HiveFlow.Files.Types;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.Extensions.Options;

namespace HiveFlow.Files.Uploads;

/// <summary>
/// Uploads in parts, which go straight to the store by signed links: for files too large for one request. The room is taken when an
/// upload begins, and given back when it is aborted or swept after 24 hours.
/// </summary>
public sealed class FileUploads(IDocumentStore store, IFileStore files, FileQuota quota, IOptions<FilesOptions> options, TimeProvider clock)
{
    private const long UsualPartBytes = 8 * 1024 * 1024;

    // A link is good until just before; a completion may still be on its way.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(25);

    /// <summary>
    /// Begins one. <paramref name="alongside"/> gives writes of the same atomic set. Fails as 413 over the limit, 415 for a type that is not taken, 422 for
    /// what will not do or when there is no room.
    /// </summary>
    public async Task<Result<BegunUpload>> BeginAsync(
        Tenant tenant, NewUpload upload, Func<BegunUpload, IReadOnlyList<DocumentWrite>> alongside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(alongside);
        if (Fault(upload) is { } fault)
        {
            return fault;
        }

        var id = DocumentId.New(clock).ToString();
        var begun = new FileRecord
        {
            Id = id,
            Name = upload.Name,
            MimeType = FileShelf.Said(upload.MimeType) ?? MediaType.Unknown,
            Size = upload.Size,
            Counted = upload.Size,
            Folder = upload.Folder,
            Status = FileRecord.Uploading,
            UploadId = DocumentId.New(clock).ToString(),
            StoreUpload = await files.BeginPartsAsync(tenant, FileKeys.InStore(id), cancellationToken),
            CreatedBy = upload.CreatedBy,
            CreatedAt = clock.GetUtcNow(),
        };
        var linked = await LinkAsync(tenant, begun, cancellationToken);
        IReadOnlyList<DocumentWrite> others = [.. alongside(linked)];
        var taken = await quota.TakeAsync(
            tenant,
            upload.Size,
            upload.Size,
            _ => [DocumentWrite.Insert(FileRecord.Collection, tenant, id, begun), FileLeftover.Remember(tenant, begun, begun.CreatedAt + Kept), .. others],
            cancellationToken);
        if (!taken.IsSuccess)
        {
            await files.AbortPartsAsync(tenant, begun.StoreKey, begun.StoreUpload!, cancellationToken);
            return taken.Error;
        }

        return linked;
    }

    /// <summary>One that has begun and is not over, with new links; null for any other.</summary>
    public async Task<BegunUpload?> FindOpenAsync(Tenant tenant, string? key, string? uploadId, CancellationToken cancellationToken) =>
        await FindAsync(tenant, key, uploadId, cancellationToken) is { Document.Status: FileRecord.Uploading } known
            ? await LinkAsync(tenant, known.Document, cancellationToken)
            : null;

    /// <summary>
    /// Makes the file of its parts. The same again gives the same file. Fails as 404 for an upload that is none of the organization's, 422
    /// when the parts are not what was announced (of the wrong size: the upload is over).
    /// </summary>
    public async Task<Result<FileRecord>> CompleteAsync(
        Tenant tenant, string? key, string? uploadId, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (await FindAsync(tenant, key, uploadId, cancellationToken) is not { } known)
        {
            return FileErrors.NoUpload();
        }

        var begun = known.Document;
        if (begun.Status == FileRecord.Ready)
        {
            return begun;
        }

        var wanted = Cut(begun.Size, PartSize(begun.Size)).Count();
        var ordered = parts.OrderBy(part => part.Number).ToList();
        if (ordered.Count != wanted || ordered.Where((part, i) => part.Number != i + 1).Any())
        {
            return FileErrors.Parts($"The upload has the parts 1 to {wanted}, each once.");
        }

        var done = await files.CompletePartsAsync(tenant, begun.StoreKey, begun.StoreUpload!, ordered, begun.Size, cancellationToken);
        var stored = done.Fault == PartsFault.NoUpload
            ? await files.StatAsync(tenant, begun.StoreKey, cancellationToken)
            : done.File;
        if (stored?.Size == begun.Size)
        {
            return await FinishAsync(tenant, known, stored, cancellationToken);
        }

        if (done.Fault == PartsFault.WrongPart)
        {
            return FileErrors.Parts("A part is missing, or is another one than its ETag says.");
        }

        await EndAsync(tenant, known, cancellationToken);
        return done.Fault == PartsFault.NoUpload
            ? FileErrors.NoUpload()
            : FileErrors.Parts($"The parts are not the {begun.Size} bytes that were announced; the upload is over.");
    }

    /// <summary>Gives one up and its room back. Fails as 404 for an upload that is none of the organization's, or that is a file by now.</summary>
    public async Task<Error?> AbortAsync(Tenant tenant, string? key, string? uploadId, CancellationToken cancellationToken)
    {
        if (await FindAsync(tenant, key, uploadId, cancellationToken) is not { Document.Status: FileRecord.Uploading } known)
        {
            return FileErrors.NoUpload();
        }

        return await EndAsync(tenant, known, cancellationToken) ? null : FileErrors.NoUpload();
    }

    private async Task<BegunUpload> LinkAsync(Tenant tenant, FileRecord begun, CancellationToken cancellationToken)
    {
        var partSize = PartSize(begun.Size);
        List<PartLink> links = [];
        foreach (var part in Cut(begun.Size, partSize))
        {
            var url = await files.SignPartAsync(tenant, begun.StoreKey, begun.StoreUpload!, part, options.Value.LinkLifetime, cancellationToken);
            links.Add(new PartLink(part.Number, url));
        }

        return new BegunUpload(begun.UploadId!, FileKeys.Of(tenant, begun.Id), partSize, links);
    }

    private static long PartSize(long size)
    {
        var partSize = UsualPartBytes;
        while (partSize * FilePart.MostParts < size)
        {
            partSize *= 2;
        }

        return partSize;
    }

    private static IEnumerable<FilePart> Cut(long size, long partSize)
    {
        var number = 1;
        for (var at = 0L; at < size || number == 1; at += partSize)
        {
            yield return new FilePart(number++, Math.Min(partSize, size - at));
        }
    }

    private Error? Fault(NewUpload upload)
    {
        if (FileText.Fault(upload.Name, upload.Folder) is { } fault)
        {
            return fault;
        }

        if (upload.MimeType is { Length: > 0 } && !MediaType.TryRead(upload.MimeType, out _))
        {
            return RequestErrors.Invalid("mimeType", "A media type is written as type/subtype.");
        }

        if (FileShelf.Said(upload.MimeType) is { } type && !MediaType.IsListed(options.Value.Types, type))
        {
            return FileErrors.Type(type);
        }

        return upload.Size < 0 ? RequestErrors.Invalid("size", "A size is 0 or more bytes.")
            : upload.Size > options.Value.MaxFileBytes ? FileErrors.TooLarge(options.Value.MaxFileBytes)
            : null;
    }

    private async Task<Result<FileRecord>> FinishAsync(Tenant tenant, Stored<FileRecord> known, StoredFile stored, CancellationToken cancellationToken)
    {
        var begun = known.Document;
        var type = await TypeAsync(tenant, begun, cancellationToken);
        if (!MediaType.IsListed(options.Value.Types, type))
        {
            await EndAsync(tenant, known, cancellationToken);
            return FileErrors.Type(type);
        }

        var ready = begun with { Status = FileRecord.Ready, MimeType = type, ETag = stored.ETag };
        var written = await store.WriteAsync(
            [DocumentWrite.Replace(FileRecord.Collection, tenant, begun.Id, known.Version, ready), FileLeftover.Forget(begun.Id)], cancellationToken);
        if (written.IsApplied)
        {
            return ready;
        }

        // The same completion twice at once, or the sweep: what is there now tells.
        var now = await store.GetAsync(FileRecord.Collection, tenant, begun.Id, cancellationToken);
        return now?.Document is { Status: FileRecord.Ready } other ? other : FileErrors.NoUpload();
    }

    private async Task<string> TypeAsync(Tenant tenant, FileRecord begun, CancellationToken cancellationToken)
    {
        await using var open = await files.OpenAsync(tenant, begun.StoreKey, cancellationToken);
        var head = open is null ? ReadOnlyMemory<byte>.Empty : await HeadedStream.ReadHeadAsync(open.Content, cancellationToken);
        return FileTypes.Of(FileShelf.Said(begun.MimeType), begun.Name, head);
    }

    private async Task<bool> EndAsync(Tenant tenant, Stored<FileRecord> known, CancellationToken cancellationToken)
    {
        var begun = known.Document;
        var fault = await quota.GiveBackAsync(
            tenant, begun.Counted, 1, [DocumentWrite.Delete(FileRecord.Collection, tenant, begun.Id, known.Version)], cancellationToken);
        if (fault is not null)
        {
            return false;
        }

        await files.AbortPartsAsync(tenant, begun.StoreKey, begun.StoreUpload!, cancellationToken);
        await files.DeleteAsync(tenant, begun.StoreKey, cancellationToken);
        await store.WriteAsync([FileLeftover.Forget(begun.Id)], cancellationToken);
        return true;
    }

    private async Task<Stored<FileRecord>?> FindAsync(Tenant tenant, string? key, string? uploadId, CancellationToken cancellationToken) =>
        FileKeys.IdIn(tenant, key) is { } id
        && await store.GetAsync(FileRecord.Collection, tenant, id, cancellationToken) is { } file
        && uploadId is not null && file.Document.UploadId == uploadId
            ? file
            : null;
}
