using System.Runtime.Versioning;
using HiveFlow.Storage.DiskFiles;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Storage.Tests.DiskFiles;

[UnsupportedOSPlatform("windows")]
public sealed class DiskFileStoreTests : IDisposable
{
    private static readonly Tenant Mine = Tenant.Of(DocumentId.New(TimeProvider.System));

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_link_ends_at_its_time()
    {
        var store = Open();
        await PutAsync(store, "a");
        var token = await SignAsync(store, TimeSpan.FromHours(24));

        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        var open = await store.OpenSignedAsync(token, CancellationToken.None);
        Assert.Equal(new FileDownload("a.txt", "text/plain"), open!.Download);
        await open.File.DisposeAsync();

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await store.OpenSignedAsync(token, CancellationToken.None));
    }

    [Fact]
    public async Task A_token_changed_at_any_byte_cut_anywhere_or_of_another_key_holds_nothing()
    {
        var store = Open();
        await PutAsync(store, "a");
        var token = await SignAsync(store, TimeSpan.FromHours(1));
        for (var i = 0; i < token.Length; i++)
        {
            Assert.Null(await store.OpenSignedAsync(token[..i], CancellationToken.None));
            var changed = token[..i] + (token[i] == 'A' ? 'Q' : 'A') + token[(i + 1)..];
            Assert.Null(await store.OpenSignedAsync(changed, CancellationToken.None));
        }

        foreach (var nonsense in new[] { "", "!", "ä", new string('A', 2_001), token + "AAAA" })
        {
            Assert.Null(await store.OpenSignedAsync(nonsense, CancellationToken.None));
        }

        Assert.False(new FileLinkSigner(Enumerable.Repeat((byte)1, 32).ToArray()).TryVerify(token, FileLinkUse.Download, clock.GetUtcNow(), out _));
    }

    [Fact]
    public void A_short_signing_key_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new FileLinkSigner(new byte[31]));

    [Fact]
    public async Task A_link_laid_over_a_file_or_a_folder_is_never_followed()
    {
        var store = Open();
        await PutAsync(store, "a/file");
        var secret = folder.File("secret");
        File.WriteAllBytes(secret, File.ReadAllBytes(Single()));
        Directory.CreateDirectory(folder.File("outside"));
        File.WriteAllBytes(folder.File("outside/file~"), File.ReadAllBytes(secret));

        File.CreateSymbolicLink(Path.Combine(folder.File("files"), Mine.Key, "link~"), secret);
        Directory.CreateSymbolicLink(Path.Combine(folder.File("files"), Mine.Key, "out"), folder.File("outside"));

        Assert.Null(await store.OpenAsync(Mine, "link", CancellationToken.None));
        Assert.Null(await store.OpenAsync(Mine, "out/file", CancellationToken.None));
        await store.DeleteAsync(Mine, "out/file", CancellationToken.None);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => PutAsync(store, "out/new"));
        await PutAsync(store, "link");
        Assert.True(File.Exists(folder.File("outside/file~")));
        Assert.Single(Directory.GetFiles(folder.File("outside")));
        Assert.NotNull(await store.StatAsync(Mine, "link", CancellationToken.None));
        Assert.NotEqual(0, new FileInfo(secret).Length);
    }

    [Fact]
    public async Task Files_and_folders_are_readable_by_their_owner_alone()
    {
        await PutAsync(Open(), "a/b/c");

        foreach (var entry in Directory.EnumerateFileSystemEntries(folder.File("files"), "*", SearchOption.AllDirectories))
        {
            var others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(entry) & others);
        }
    }

    [Fact]
    public async Task What_an_earlier_process_left_half_written_is_removed()
    {
        Open();
        File.WriteAllText(folder.File("files/.new/left"), "x");

        await PutAsync(Open(), "a");

        Assert.Empty(Directory.GetFiles(folder.File("files/.new")));
    }

    [Fact]
    public async Task A_damaged_file_is_an_outage_and_not_a_content()
    {
        var store = Open();
        await PutAsync(store, "a");
        using (var file = new FileStream(Single(), FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Mine, "a", CancellationToken.None));
    }

    [Fact]
    public async Task Folders_that_have_become_empty_go()
    {
        var store = Open();
        await PutAsync(store, "a/b/c");

        await store.DeleteAsync(Mine, "a/b/c", CancellationToken.None);

        Assert.Equal([".new"], Directory.EnumerateFileSystemEntries(folder.File("files")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_content_can_be_read_from_any_position()
    {
        var store = Open();
        await PutAsync(store, "a");
        await using var open = (await store.OpenAsync(Mine, "a", CancellationToken.None))!;

        open.Content.Seek(-2, SeekOrigin.End);

        Assert.Equal(7, open.Content.Length);
        Assert.Equal('n', open.Content.ReadByte());
        Assert.Equal(6, open.Content.Position);
    }

    private DiskFileStore Open() =>
        new(folder.File("files"), new FileLinkSigner(new byte[32]), new Uri("https://hiveflow.example"), clock);

    private string Single() => Directory.EnumerateFiles(folder.File("files"), "*~", SearchOption.AllDirectories).Single();

    private static Task<StoredFile> PutAsync(DiskFileStore store, string key) =>
        store.PutAsync(Mine, key, new MemoryStream("content"u8.ToArray()), "text/plain", 100, CancellationToken.None);

    private static async Task<string> SignAsync(DiskFileStore store, TimeSpan lifetime) =>
        (await store.SignAsync(Mine, "a", new FileDownload("a.txt", "text/plain"), lifetime, CancellationToken.None)).Segments[^1];
}
