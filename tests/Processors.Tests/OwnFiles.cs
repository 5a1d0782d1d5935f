using HiveFlow.Files;
using HiveFlow.Files.Leftovers;
using HiveFlow.Files.Quotas;
using HiveFlow.Storage.DiskFiles;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Processors.Tests;

/// <summary>Files on a disk of their own.</summary>
internal sealed class OwnFiles
{
    private readonly FreshStore.FreshStore store = new(FileRecord.Collection, FileUsage.Collection, FileLeftover.Collection);

    private OwnFiles()
    {
        var options = Options.Create(new FilesOptions());
        Disk = new DiskFileStore(Path.Combine(store.Folder, "files"), new FileLinkSigner(new byte[32]), new Uri("https://hiveflow.example"), store.Clock);
        Shelf = new FileShelf(store.Documents, Disk, new FileQuota(store.Documents, options), options, store.Clock);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(store.Folder, recursive: true);
    }

    /// <summary>One for all tests: each has an organization of its own.</summary>
    public static OwnFiles Shared { get; } = new();

    public DiskFileStore Disk { get; }

    public FileShelf Shelf { get; }

    public TimeProvider Clock => store.Clock;

    public static string NewOrganization() => DocumentId.New(TimeProvider.System).ToString();

    public static Tenant TenantOf(string organization) => DocumentId.TryParse(organization, out var id) ? Tenant.Of(id) : default;

    public async Task<FileRecord> SaveAsync(string organization, string name, byte[] content, string? type = null)
    {
        var saved = await Shelf.SaveAsync(TenantOf(organization), new NewFile(name, type), new MemoryStream(content), default);
        Assert.True(saved.IsSuccess, saved.Error?.ToString());
        return saved.Value;
    }

    public async Task<byte[]> ReadAsync(string organization, string fileId)
    {
        await using var open = (await Shelf.OpenAsync(TenantOf(organization), fileId, default)).Value!;
        using var content = new MemoryStream();
        await open.Content.CopyToAsync(content);
        return content.ToArray();
    }
}
