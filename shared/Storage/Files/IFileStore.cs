using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.Files;

/// <summary>
/// Files by key. Two adapters: disk (with signed URLs served by the host) and S3 (SSE-S3 AES256, signed URLs). Keys are ours:
/// <c>[a-z0-9/_.-]{1,200}</c>, no <c>..</c>; a user's file name is metadata only. A file belongs to a tenant; another's is not found.
/// </summary>
public interface IFileStore
{
    /// <summary>
    /// Stores a file of at most <paramref name="maxBytes"/> bytes, atomically (a reader sees all or nothing); more throws <see
    /// cref="FileTooLargeException"/>.
    /// </summary>
    Task<StoredFile> PutAsync(
        Tenant tenant, string key, Stream content, string contentType, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Opens a file for reading; null when there is none. The caller disposes.</summary>
    Task<OpenFile?> OpenAsync(Tenant tenant, string key, CancellationToken cancellationToken);

    /// <summary>What is known of a file; null when there is none.</summary>
    Task<StoredFile?> StatAsync(Tenant tenant, string key, CancellationToken cancellationToken);

    /// <summary>Removes a file; a missing one is a success.</summary>
    Task DeleteAsync(Tenant tenant, string key, CancellationToken cancellationToken);

    /// <summary>Removes some of a tenant's files, whichever come first.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="folder">Only of those below it, whose keys begin with it and a slash; null for all, uploads too.</param>
    /// <param name="limit">How many at most; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were removed; 0 when there are none.</returns>
    Task<int> DeleteSomeAsync(Tenant tenant, string? folder, int limit, CancellationToken cancellationToken);

    /// <summary>A URL that reads the file without credentials for at most 24 hours, as something to be saved and not to be shown.</summary>
    Task<Uri> SignAsync(Tenant tenant, string key, FileDownload download, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Begins a file that comes in parts; nothing of it is to be seen before <see cref="CompletePartsAsync"/>.</summary>
    /// <returns>The upload's id, known to this store alone: at most 1,024 printable ASCII characters.</returns>
    Task<string> BeginPartsAsync(Tenant tenant, string key, CancellationToken cancellationToken);

    /// <summary>
    /// A URL that takes one part by PUT without credentials for at most 24 hours, and answers an <c>ETag</c>. A part that is put again
    /// replaces the one before.
    /// </summary>
    Task<Uri> SignPartAsync(
        Tenant tenant, string key, string uploadId, FilePart part, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Makes the file of its parts, atomically, if they are <paramref name="bytes"/> together.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="key">The file.</param>
    /// <param name="uploadId">What <see cref="BeginPartsAsync"/> gave.</param>
    /// <param name="parts">All of them, in ascending order of their numbers.</param>
    /// <param name="bytes">How large the file is to be.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<CompletedParts> CompletePartsAsync(
        Tenant tenant, string key, string uploadId, IReadOnlyList<UploadedPart> parts, long bytes, CancellationToken cancellationToken);

    /// <summary>Gives an upload up and removes its parts; one that is none (any more) is a success.</summary>
    Task AbortPartsAsync(Tenant tenant, string key, string uploadId, CancellationToken cancellationToken);
}
