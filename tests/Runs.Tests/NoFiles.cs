using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Runs.Tests;

/// <summary>For tests whose values stay with their documents: any use of a file fails.</summary>
internal sealed class NoFiles : IFileStore
{
    public Task<StoredFile> PutAsync(Tenant tenant, string key, Stream content, string contentType, long maxBytes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException();

    public Task<OpenFile?> OpenAsync(Tenant tenant, string key, CancellationToken cancellationToken) => throw new InvalidOperationException();

    public Task<StoredFile?> StatAsync(Tenant tenant, string key, CancellationToken cancellationToken) => throw new InvalidOperationException();

    public Task DeleteAsync(Tenant tenant, string key, CancellationToken cancellationToken) => throw new InvalidOperationException();

    public Task<int> DeleteSomeAsync(Tenant tenant, string? folder, int limit, CancellationToken cancellationToken) =>
        throw new InvalidOperationException();

    public Task<Uri> SignAsync(Tenant tenant, string key, FileDownload download, TimeSpan lifetime, CancellationToken cancellationToken) =>
        throw new InvalidOperationException();

    public Task<string> BeginPartsAsync(Tenant tenant, string key, CancellationToken cancellationToken) => throw new InvalidOperationException();

    public Task<Uri> SignPartAsync(
        Tenant tenant, string key, string uploadId, FilePart part, TimeSpan lifetime, CancellationToken cancellationToken) =>
        throw new InvalidOperationException();

    public Task<CompletedParts> CompletePartsAsync(
        Tenant tenant, string key, string uploadId, IReadOnlyList<UploadedPart> parts, long bytes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException();

    public Task AbortPartsAsync(Tenant tenant, string key, string uploadId, CancellationToken cancellationToken) =>
        throw new InvalidOperationException();
}
