using System.Buffers;
using System.Security.Cryptography;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>
/// Files below one folder, a folder a tenant. A file is written beside, synced and renamed, so that a reader or a crash sees the old
/// one or the new one. Its links are tokens that the host serves through <see cref="OpenSignedAsync"/>.
/// </summary>
public sealed class DiskFileStore : IFileStore
{
    private const int BufferBytes = 81_920;
    private const int Attempts = 3;

    // No key has this character: a file a~ and a folder a are two things.
    private const string Suffix = "~";

    private readonly DiskFolders folders;
    private readonly string temporary;
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
            var (length, hash) = await WriteAsync(unfinished, content, contentType, maxBytes, cancellationToken);
            Outage(() => Publish(unfinished, target));
            return new StoredFile(key, length, contentType, DiskFileHeader.ETag(hash));
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <inheritdoc/>
    public async Task<OpenFile?> OpenAsync(Tenant tenant, string key, CancellationToken cancellationToken)
    {
        if (OpenForReading(PathOf(tenant, key)) is not { } stream)
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
            throw Unavailable(failure);
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
            Outage(() =>
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
    public Task<int> DeleteSomeAsync(Tenant tenant, int limit, CancellationToken cancellationToken)
    {
        FileKey.CheckLimit(limit);
        cancellationToken.ThrowIfCancellationRequested();
        var folder = Path.Combine(folders.Root, FileKey.Folder(tenant));
        return Task.FromResult(Outage(() => folders.DeleteSome(folder, Suffix, limit)));
    }

    /// <inheritdoc/>
    public Task<Uri> SignAsync(Tenant tenant, string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        FileKey.CheckLifetime(lifetime);
        var token = signer.Sign(tenant, key, clock.GetUtcNow() + lifetime);
        return Task.FromResult(new Uri(publicUrl, FileLinkSigner.Path + token));
    }

    /// <summary>The file behind the token of a link; null when the token does not hold (any more), or when the file is gone.</summary>
    public async Task<OpenFile?> OpenSignedAsync(string token, CancellationToken cancellationToken) =>
        signer.TryVerify(token, clock.GetUtcNow(), out var tenant, out var key) ? await OpenAsync(tenant, key, cancellationToken) : null;

    private static async Task<(long Length, byte[] Hash)> WriteAsync(
        string path, Stream content, string contentType, long maxBytes, CancellationToken cancellationToken)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = Outage(() => Create(path));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var length = 0L;
            await WriteAsync(file, new byte[DiskFileHeader.Bytes], cancellationToken);
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                length += read;
                if (length > maxBytes)
                {
                    throw new FileTooLargeException($"The file has more than {maxBytes:N0} bytes.");
                }

                sha.AppendData(buffer, 0, read);
                await WriteAsync(file, buffer.AsMemory(0, read), cancellationToken);
            }

            var hash = sha.GetHashAndReset();
            file.Position = 0;
            await WriteAsync(file, DiskFileHeader.Write(length, hash, contentType), cancellationToken);
            Outage(() => file.Flush(flushToDisk: true));
            return (length, hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async ValueTask WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException failure)
        {
            throw Unavailable(failure);
        }
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
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
            throw Unavailable(failure);
        }
    }

    private string PathOf(Tenant tenant, string key) => Path.Combine(folders.Root, FileKey.Folder(tenant), FileKey.Checked(key) + Suffix);

    private static void Outage(Action action) => Outage(() =>
    {
        action();
        return 0;
    });

    private static T Outage<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(failure);
        }
    }

    private static StoreUnavailableException Unavailable(Exception failure) => new("The file store's disk cannot be used.", failure);
}
