using HiveFlow.Files.Leftovers;
using HiveFlow.Files.Quotas;
using HiveFlow.Files.Uploads;
using HiveFlow.Storage.DiskFiles;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Files.Tests;

/// <summary>Files on a disk and in a store of their own.</summary>
internal sealed class Shelf : IAsyncDisposable
{
    private readonly FreshStore.FreshStore store = new(FileRecord.Collection, FileUsage.Collection, FileLeftover.Collection);

    public Shelf(FilesOptions? options = null)
    {
        var settings = Options.Create(options ?? new FilesOptions());
        Disk = new DiskFileStore(Path.Combine(store.Folder, "files"), new FileLinkSigner(new byte[32]), new Uri("https://hiveflow.example"), store.Clock);
        Quota = new FileQuota(store.Documents, settings);
        Files = new FileShelf(store.Documents, Disk, Quota, settings, store.Clock);
        Uploads = new FileUploads(store.Documents, Disk, Quota, settings, store.Clock);
        Sweeper = new FileSweeper(store.Documents, Disk, Quota, store.Clock);
    }

    public DiskFileStore Disk { get; }

    public FileQuota Quota { get; }

    public FileShelf Files { get; }

    public FileUploads Uploads { get; }

    public FileSweeper Sweeper { get; }

    public IDocumentStore Documents => store.Documents;

    public FakeTimeProvider Clock => store.Clock;

    public Tenant Tenant => store.Tenant;

    /// <summary>Somebody else's organization.</summary>
    public Tenant Stranger { get; } = Tenant.Of(DocumentId.New(TimeProvider.System));

    /// <summary>How many files lie on the disk, parts included.</summary>
    public int OnDisk => Directory.EnumerateFiles(Path.Combine(store.Folder, "files"), "*", SearchOption.AllDirectories).Count();

    public async Task<FileRecord> SaveAsync(string name, byte[] content, string? type = null, string folder = "")
    {
        var saved = await Files.SaveAsync(Tenant, new NewFile(name, type) { Folder = folder }, new MemoryStream(content), default);
        Assert.True(saved.IsSuccess, saved.Error?.ToString());
        return saved.Value;
    }

    public async Task<int> LeftoversAsync() =>
        (await Documents.QueryAsync(FileLeftover.Collection, Tenant.System, new DocumentQuery("due"), default)).Items.Count;

    public Task SweepAsync() => Sweeper.SweepAsync(Clock.GetUtcNow().AddSeconds(30), default);

    /// <summary>What somebody who has only a link gets.</summary>
    public async Task<(byte[] Content, string Name, string Type)?> FollowAsync(Uri link)
    {
        if (await Disk.OpenSignedAsync(link.Segments[^1], default) is not { } signed)
        {
            return null;
        }

        await using var file = signed.File;
        using var content = new MemoryStream();
        await file.Content.CopyToAsync(content);
        return (content.ToArray(), signed.Download.Name, signed.Download.ContentType);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
