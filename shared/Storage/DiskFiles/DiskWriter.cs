using System.Buffers;
using System.Security.Cryptography;
using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>Writes a content with its header into a new file and syncs it; counts and hashes on the way.</summary>
internal static class DiskWriter
{
    private const int BufferBytes = 81_920;

    public static async Task<(long Length, byte[] Hash)> WriteAsync(
        string path, Stream content, string contentType, long maxBytes, CancellationToken cancellationToken)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = DiskFaults.Outage(() => Create(path));
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
            DiskFaults.Outage(() => file.Flush(flushToDisk: true));
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
            throw DiskFaults.Unavailable(failure);
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
}
