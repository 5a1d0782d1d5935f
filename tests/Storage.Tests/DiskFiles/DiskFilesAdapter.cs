using HiveFlow.Storage.DiskFiles;
using HiveFlow.Storage.Files;
using HiveFlow.Storage.Tests.Files;

namespace HiveFlow.Storage.Tests.DiskFiles;

/// <summary>Files in a folder of its own.</summary>
public sealed class DiskFilesAdapter : IFileStoreAdapter
{
    private readonly TemporaryFolder folder = new();
    private DiskFileStore? store;

    public static Type StoreType => typeof(DiskFileStore);

    public Task<IFileStore> OpenAsync(TimeProvider clock)
    {
        store = new DiskFileStore(folder.File("files"), new FileLinkSigner(new byte[32]), new Uri("https://hiveflow.example"), clock);
        return Task.FromResult<IFileStore>(store);
    }

    public async Task<byte[]?> FollowAsync(Uri link)
    {
        ArgumentNullException.ThrowIfNull(link);
        Assert.StartsWith("https://hiveflow.example/api/files/signed/", link.AbsoluteUri, StringComparison.Ordinal);
        var open = await store!.OpenSignedAsync(link.Segments[^1], CancellationToken.None);
        if (open is null)
        {
            return null;
        }

        await using var file = open.File;
        using var content = new MemoryStream();
        await file.Content.CopyToAsync(content);
        return content.ToArray();
    }

    public async Task<string?> PutAsync(Uri link, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(link);
        Assert.StartsWith("https://hiveflow.example/api/files/parts/", link.AbsoluteUri, StringComparison.Ordinal);
        return await store!.PutPartAsync(link.Segments[^1], new MemoryStream(content), CancellationToken.None);
    }

    public Task<int> CountLeftoversAsync() => Task.FromResult(Directory.EnumerateFiles(folder.File("files/.new")).Count());

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
