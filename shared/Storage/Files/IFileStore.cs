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
    /// <param name="limit">How many at most; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were removed; 0 when the tenant has none.</returns>
    Task<int> DeleteSomeAsync(Tenant tenant, int limit, CancellationToken cancellationToken);

    /// <summary>A URL that reads the file without credentials for at most 24 hours.</summary>
    Task<Uri> SignAsync(Tenant tenant, string key, TimeSpan lifetime, CancellationToken cancellationToken);
}
