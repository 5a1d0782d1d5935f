using System.Globalization;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>
/// Files below one folder, a folder a tenant. A file is written beside, synced and renamed, so that a reader or a crash sees the old
/// one or the new one. Its links are tokens that the host serves through <see cref="OpenSignedAsync"/>.
/// </summary>
public sealed class DiskFileStore : IFileStore
{
    private const int Attempts = 3;
    private const string PartType = "application/octet-stream";

    // No key has this character: a file a~ and a folder a are two things.
    private const string Suffix = "~";

    private readonly DiskFolders folders;
    private readonly string temporary;
    private readonly DiskParts uploads;
    private readonly FileLinkSigner signer;
    private readonly Uri publicUrl;
    private readonly TimeProvider clock;

    /// <summary>Makes the folder when it is missing and removes what an earlier process left half written.</summary>
    /// <param name="folder">Where the files are; for this process alone.</param>
    /// <param name="signer">Signs links.</param>
    /// <param name="publicUrl">The address that clients reach the host at.</param>
    /// <param name="clock">Ends links.</param>
    public DiskFileStore(string folder, FileLinkSigner signer, Uri publicUrl, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(publicUrl);
        folders = new DiskFolders(folder);
        uploads = new DiskParts(folders, Suffix);
        temporary = Path.Combine(folders.Root, ".new");
        DiskFolders.Create(temporary);
        foreach (var left in Directory.EnumerateFiles(temporary))
        {
            File.Delete(left);
        }

        this.signer = signer;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    /// <inheritdoc/>
    public async Task<StoredFile> PutAsync(
        Tenant tenant, string key, Stream content, string contentType, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var target = PathOf(tenant, key);
        FileKey.CheckedContentType(contentType);
        var unfinished = Path.Combine(temporary, Path.GetRandomFileName());
        try
        {
            var (length, hash) = await DiskWriter.WriteAsync(unfinished, content, contentType, maxBytes, cancellationToken);
            DiskFaults.Outage(() => Publish(unfinished, target));
            return new StoredFile(key, length, contentType, DiskFileHeader.ETag(hash));
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <inheritdoc/>
    public Task<OpenFile?> OpenAsync(Tenant tenant, string key, CancellationToken cancellationToken) =>
        OpenAtAsync(PathOf(tenant, key), key, cancellationToken);

    private async Task<OpenFile?> OpenAtAsync(string path, string key, CancellationToken cancellationToken)
    {
        if (OpenForReading(path) is not { } stream)
        {
            return null;
        }

        try
        {
            var header = new byte[DiskFileHeader.Bytes];
            await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
            if (DiskFileHeader.Read(key, header, stream.Length) is { } file)
            {
                var open = new OpenFile(file, new DiskContentStream(stream));
                stream = null;
                return open;
            }

            throw new StoreUnavailableException("A stored file is damaged.");
        }
        catch (IOException failure)
        {
            throw DiskFaults.Unavailable(failure);
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<StoredFile?> StatAsync(Tenant tenant, string key, CancellationToken cancellationToken)
    {
        await using var open = await OpenAsync(tenant, key, cancellationToken);
        return open?.File;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(Tenant tenant, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(tenant, key);
        if (File.Exists(path) && !folders.GoesThroughLink(path))
        {
            DiskFaults.Outage(() =>
            {
                var folder = Path.GetDirectoryName(path)!;
                File.Delete(path);
                DiskFolders.Sync(folder, folder);
                folders.RemoveEmpty(folder);
            });
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> DeleteSomeAsync(Tenant tenant, string? folder, int limit, CancellationToken cancellationToken)
    {
        FileKey.CheckLimit(limit);
        cancellationToken.ThrowIfCancellationRequested();
        var place = Path.Combine(folders.Root, FileKey.Folder(tenant), folder is null ? string.Empty : FileKey.Checked(folder));
        return Task.FromResult(DiskFaults.Outage(() =>
        {
            if (folder is null)
            {
                uploads.RemoveAll(tenant);
            }

            return folders.DeleteSome(place, Suffix, limit);
        }));
    }

    /// <inheritdoc/>
    public Task<Uri> SignAsync(Tenant tenant, string key, FileDownload download, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(download);
        FileKey.CheckLifetime(lifetime);
        FileKey.CheckedContentType(download.ContentType);
        var link = new FileLink(FileLinkUse.Download, tenant, FileKey.Checked(key), download.ContentType, download.Name);
        return Task.FromResult(new Uri(publicUrl, FileLinkSigner.Path + signer.Sign(link, clock.GetUtcNow() + lifetime)));
    }

    /// <summary>The file behind the token of a link; null when the token does not hold (any more), or when the file is gone.</summary>
    public async Task<SignedFile?> OpenSignedAsync(string token, CancellationToken cancellationToken) =>
        signer.TryVerify(token, FileLinkUse.Download, clock.GetUtcNow(), out var link)
        && await OpenAsync(link.Tenant, link.Key, cancellationToken) is { } file
            ? new SignedFile(file, new FileDownload(link.Detail, link.About))
            : null;

    /// <inheritdoc/>
    public Task<string> BeginPartsAsync(Tenant tenant, string key, CancellationToken cancellationToken)
    {
        FileKey.Checked(key);
        return Task.FromResult(DiskFaults.Outage(() => uploads.Begin(tenant)));
    }

    /// <inheritdoc/>
    public Task<Uri> SignPartAsync(
        Tenant tenant, string key, string uploadId, FilePart part, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(part);
        FileKey.CheckLifetime(lifetime);
        var detail = string.Create(CultureInfo.InvariantCulture, $"{part.Number}:{part.Bytes}");
        var link = new FileLink(FileLinkUse.Part, tenant, FileKey.Checked(key), uploadId, detail);
        return Task.FromResult(new Uri(publicUrl, FileLinkSigner.PartsPath + signer.Sign(link, clock.GetUtcNow() + lifetime)));
    }

    /// <summary>
    /// Stores the part that a token stands for; gives its ETag, or null when the token does not hold (any more) or the upload has ended.
    /// More bytes than the part has throw <see cref="FileTooLargeException"/>.
    /// </summary>
    public async Task<string?> PutPartAsync(string token, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!signer.TryVerify(token, FileLinkUse.Part, clock.GetUtcNow(), out var link)
            || link.Detail.Split(':') is not [var number, var bytes]
            || uploads.PathOf(link.Tenant, link.About, int.Parse(number, CultureInfo.InvariantCulture)) is not { } target)
        {
            return null;
        }

        var most = long.Parse(bytes, CultureInfo.InvariantCulture);
        var unfinished = Path.Combine(temporary, Path.GetRandomFileName());
        try
        {
            var (_, hash) = await DiskWriter.WriteAsync(unfinished, content, PartType, most, cancellationToken);
            return DiskFaults.Outage(() => TryMove(unfinished, target)) ? DiskFileHeader.ETag(hash) : null;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <inheritdoc/>
    public async Task<CompletedParts> CompletePartsAsync(
        Tenant tenant, string key, string uploadId, IReadOnlyList<UploadedPart> parts, long bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        FileKey.Checked(key);
        List<string> paths = [];
        long total = 0;
        foreach (var part in parts)
        {
            if (uploads.PathOf(tenant, uploadId, part.Number) is not { } path)
            {
                return CompletedParts.Failed(PartsFault.NoUpload);
            }

            await using var open = await OpenAtAsync(path, key, cancellationToken);
            if (open is null || open.File.ETag != part.ETag.Trim('"'))
            {
                return CompletedParts.Failed(PartsFault.WrongPart);
            }

            total += open.File.Size;
            paths.Add(path);
        }

        if (total != bytes)
        {
            await AbortPartsAsync(tenant, key, uploadId, cancellationToken);
            return CompletedParts.Failed(PartsFault.WrongSize);
        }

        await using var joined = new JoinedStream(paths.Select<string, Func<CancellationToken, Task<Stream>>>(path => async token =>
            (await OpenAtAsync(path, key, token) ?? throw new StoreUnavailableException("A part of an upload is gone.")).Content));
        var file = await PutAsync(tenant, key, joined, PartType, bytes, cancellationToken);
        await AbortPartsAsync(tenant, key, uploadId, cancellationToken);
        return CompletedParts.As(file);
    }

    /// <inheritdoc/>
    public Task AbortPartsAsync(Tenant tenant, string key, string uploadId, CancellationToken cancellationToken)
    {
        FileKey.Checked(key);
        DiskFaults.Outage(() => uploads.Remove(tenant, uploadId));
        return Task.CompletedTask;
    }

    private static bool TryMove(string unfinished, string target)
    {
        try
        {
            File.Move(unfinished, target, overwrite: true);
            DiskFolders.Sync(Path.GetDirectoryName(target)!, Path.GetDirectoryName(target)!);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }

    private void Publish(string unfinished, string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        for (var attempt = 1; ; attempt++)
        {
            var existing = DiskFolders.Create(folder);
            if (folders.GoesThroughLink(folder))
            {
                throw new IOException("A folder of the file store is a link.");
            }

            try
            {
                File.Move(unfinished, target, overwrite: true);
                DiskFolders.Sync(folder, existing);
                return;
            }
            catch (DirectoryNotFoundException) when (attempt < Attempts)
            {
                // A deletion removed the empty folder between the two steps.
            }
        }
    }

    private FileStream? OpenForReading(string path)
    {
        if (folders.GoesThroughLink(path))
        {
            return null;
        }

        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous,
            });
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Unavailable(failure);
        }
    }

    private string PathOf(Tenant tenant, string key) => Path.Combine(folders.Root, FileKey.Folder(tenant), FileKey.Checked(key) + Suffix);
}
