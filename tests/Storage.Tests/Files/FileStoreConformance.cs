using System.Text;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using HiveFlow.Storage.Tests.Conformance;

namespace HiveFlow.Storage.Tests.Files;

/// <summary>The contract of file stores.</summary>
public abstract class FileStoreConformance<TAdapter> : IAsyncLifetime
    where TAdapter : IFileStoreAdapter, new()
{
    private const int Large = 12 * 1024 * 1024 + 7;

    private static readonly FileDownload Plain = new("file.txt", "text/plain");

    private static readonly Tenant Mine = Tenant.Of(DocumentId.New(TimeProvider.System));
    private static readonly Tenant Other = Tenant.Of(DocumentId.New(TimeProvider.System));

    private readonly TAdapter adapter = new();
    private IFileStore store = null!;

    public async Task InitializeAsync() => store = await adapter.OpenAsync(TimeProvider.System);

    public async Task DisposeAsync() => await adapter.DisposeAsync();

    [ConformanceFact]
    public async Task A_stored_file_comes_back_whole_with_what_is_known_of_it()
    {
        var stored = await PutAsync("runs/1/output.json", "{\"grüße\":1}", "application/json; charset=utf-8");

        Assert.Equal("{\"grüße\":1}", await ReadAsync("runs/1/output.json"));
        var known = await store.StatAsync(Mine, "runs/1/output.json", CancellationToken.None);
        Assert.Equal(new StoredFile("runs/1/output.json", 13, "application/json; charset=utf-8", stored.ETag), stored);
        Assert.Equal(stored, known);
        await using var open = await store.OpenAsync(Mine, "runs/1/output.json", CancellationToken.None);
        Assert.Equal(stored, open!.File);
    }

    [ConformanceFact]
    public async Task An_empty_file_is_a_file()
    {
        await PutAsync("empty", "");

        Assert.Equal("", await ReadAsync("empty"));
        Assert.Equal(0, (await store.StatAsync(Mine, "empty", CancellationToken.None))!.Size);
    }

    [ConformanceFact]
    public async Task A_large_file_from_a_slow_stream_comes_back_whole()
    {
        var bytes = new byte[Large];
        new Random(7).NextBytes(bytes);

        var stored = await store.PutAsync(
            Mine, "large", new DrippingStream(bytes), "application/octet-stream", Large, CancellationToken.None);

        Assert.Equal(Large, stored.Size);
        await using var open = await store.OpenAsync(Mine, "large", CancellationToken.None);
        using var back = new MemoryStream();
        await open!.Content.CopyToAsync(back);
        Assert.True(bytes.AsSpan().SequenceEqual(back.ToArray()));
    }

    [ConformanceFact]
    public async Task What_is_missing_is_null_and_deleting_it_succeeds()
    {
        Assert.Null(await store.OpenAsync(Mine, "nothing/here", CancellationToken.None));
        Assert.Null(await store.StatAsync(Mine, "nothing/here", CancellationToken.None));
        await store.DeleteAsync(Mine, "nothing/here", CancellationToken.None);
    }

    [ConformanceFact]
    public async Task A_deleted_file_is_gone_and_its_neighbours_stay()
    {
        await PutAsync("a/b/1", "1");
        await PutAsync("a/2", "2");

        await store.DeleteAsync(Mine, "a/b/1", CancellationToken.None);

        Assert.Null(await ReadAsync("a/b/1"));
        Assert.Equal("2", await ReadAsync("a/2"));
        await PutAsync("a/b/1", "again");
        Assert.Equal("again", await ReadAsync("a/b/1"));
    }

    [ConformanceFact]
    public async Task A_tenants_files_are_removed_some_at_a_time_until_none_is_left_and_nobody_elses()
    {
        var (leaving, staying) = (Tenant.Of(DocumentId.New(TimeProvider.System)), Tenant.Of(DocumentId.New(TimeProvider.System)));
        foreach (var key in (string[])["runs/1/a", "runs/1/b", "runs/2/a", "top", "runs/1/deep/c"])
        {
            await store.PutAsync(leaving, key, new MemoryStream([1]), "text/plain", 1, CancellationToken.None);
        }

        await store.PutAsync(staying, "runs/1/a", new MemoryStream([1]), "text/plain", 1, CancellationToken.None);

        Assert.Equal(2, await store.DeleteSomeAsync(leaving, null, 2, CancellationToken.None));
        Assert.Equal(3, await store.DeleteSomeAsync(leaving, null, 1_000, CancellationToken.None));
        Assert.Equal(0, await store.DeleteSomeAsync(leaving, null, 1_000, CancellationToken.None));
        Assert.Null(await store.StatAsync(leaving, "runs/1/deep/c", CancellationToken.None));
        Assert.NotNull(await store.StatAsync(staying, "runs/1/a", CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.DeleteSomeAsync(staying, null, 0, CancellationToken.None));
    }

    [ConformanceFact]
    public async Task The_files_of_one_folder_are_removed_and_those_beside_it_stay()
    {
        foreach (var key in (string[])["runs/1", "runs/1/a", "runs/1/deep/b", "runs/10/a", "runs/1a"])
        {
            await PutAsync(key, "x");
        }

        Assert.Equal(1, await store.DeleteSomeAsync(Mine, "runs/1", 1, CancellationToken.None));
        Assert.Equal(1, await store.DeleteSomeAsync(Mine, "runs/1", 10, CancellationToken.None));
        Assert.Equal(0, await store.DeleteSomeAsync(Mine, "runs/1", 10, CancellationToken.None));
        Assert.Equal(("x", "x", "x"), (await ReadAsync("runs/1"), await ReadAsync("runs/10/a"), await ReadAsync("runs/1a")));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteSomeAsync(Mine, "../runs", 1, CancellationToken.None));
    }

    [ConformanceFact]
    public async Task A_file_is_replaced_whole_and_its_etag_changes_with_the_content()
    {
        var first = await PutAsync("a", "a longer first content");
        var second = await PutAsync("a", "second", "text/html");

        Assert.NotEqual(first.ETag, second.ETag);
        Assert.DoesNotContain("\"", second.ETag, StringComparison.Ordinal);
        Assert.Equal("second", await ReadAsync("a"));
        Assert.Equal(second, await store.StatAsync(Mine, "a", CancellationToken.None));
    }

    [ConformanceFact]
    public async Task A_file_and_a_folder_may_have_one_name()
    {
        await PutAsync("a/b", "deep");
        await PutAsync("a", "flat");

        Assert.Equal("flat", await ReadAsync("a"));
        Assert.Equal("deep", await ReadAsync("a/b"));
    }

    [ConformanceFact]
    public async Task Tenants_do_not_see_each_others_files()
    {
        await PutAsync("a", "mine");
        await store.PutAsync(Tenant.System, "a", Content("the system's"), "text/plain", 100, CancellationToken.None);

        Assert.Null(await store.OpenAsync(Other, "a", CancellationToken.None));
        Assert.Null(await store.StatAsync(Other, "a", CancellationToken.None));
        await store.DeleteAsync(Other, "a", CancellationToken.None);
        Assert.Equal("mine", await ReadAsync("a"));
    }

    [ConformanceFact]
    public async Task A_content_over_its_limit_is_refused_and_nothing_of_it_is_kept()
    {
        foreach (var (size, limit) in new[] { (11, 10), (1, 0), (Large, 6 * 1024 * 1024), (Large, Large - 1) })
        {
            await Assert.ThrowsAsync<FileTooLargeException>(() =>
                store.PutAsync(Mine, "big", new DrippingStream(new byte[size]), "text/plain", limit, CancellationToken.None));
        }

        Assert.Null(await store.StatAsync(Mine, "big", CancellationToken.None));
        Assert.Equal(0, await adapter.CountLeftoversAsync());
        await store.PutAsync(Mine, "big", Content("0123456789"), "text/plain", 10, CancellationToken.None);
    }

    [ConformanceFact]
    public async Task A_content_that_breaks_off_leaves_the_old_file()
    {
        await PutAsync("a", "old");

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            store.PutAsync(
                Mine, "a", new DrippingStream(new byte[Large], breaksOff: true), "text/plain", long.MaxValue, CancellationToken.None));

        Assert.Equal("old", await ReadAsync("a"));
        Assert.Equal(0, await adapter.CountLeftoversAsync());
    }

    [ConformanceFact]
    public async Task Keys_that_could_leave_their_place_are_refused_everywhere()
    {
        foreach (var key in new[] { "", "/", "/a", "a/", "a//b", "..", "../a", "a/../b", "a..b", ".", "./a", "a/.b", ".a", "A", "a b", "a\\b", "a\0", "ä", "a~", "a%2f", "a\n", new string('a', 201) })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => PutAsync(key, "x"));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => store.OpenAsync(Mine, key, CancellationToken.None));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => store.StatAsync(Mine, key, CancellationToken.None));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => store.DeleteAsync(Mine, key, CancellationToken.None));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => store.SignAsync(Mine, key, Plain, TimeSpan.FromHours(1), CancellationToken.None));
        }

        await PutAsync(new string('a', 200), "x");
        await PutAsync("a-b_c.d/0.e", "x");
    }

    [ConformanceFact]
    public async Task Media_types_that_could_break_a_header_are_refused()
    {
        foreach (var type in new[] { "", "text/plain\r\nX: y", "ä/b", new string('a', 129) })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => PutAsync("a", "x", type));
        }
    }

    [ConformanceFact]
    public async Task A_signed_link_reads_its_file_without_credentials()
    {
        await PutAsync("runs/1/out", "content");

        var link = await store.SignAsync(Mine, "runs/1/out", Plain, TimeSpan.FromHours(24), CancellationToken.None);

        Assert.Equal("content", Encoding.UTF8.GetString((await adapter.FollowAsync(link))!));
    }

    [ConformanceFact]
    public virtual async Task A_changed_link_reads_nothing()
    {
        await PutAsync("a", "content");
        await store.PutAsync(Other, "a", Content("secret"), "text/plain", 100, CancellationToken.None);
        var link = (await store.SignAsync(Mine, "a", Plain, TimeSpan.FromMinutes(5), CancellationToken.None)).AbsoluteUri;

        foreach (var changed in new[] { link[..^1] + (link[^1] == 'a'
            ? 'b'
            : 'a'), link[..^4], link.Replace(Mine.Key, Other.Key, StringComparison.Ordinal) })
        {
            if (changed != link)
            {
                Assert.Null(await adapter.FollowAsync(new Uri(changed)));
            }
        }
    }

    [ConformanceFact]
    public async Task Parts_put_by_their_links_become_one_file_in_the_order_of_their_numbers()
    {
        var content = new byte[FilePart.LeastBytes + 3];
        new Random(3).NextBytes(content);
        var upload = await store.BeginPartsAsync(Mine, "parts/1", CancellationToken.None);
        var (first, second) = (content[..FilePart.LeastBytes], content[FilePart.LeastBytes..]);
        UploadedPart[] parts = [await PutPartAsync("parts/1", upload, 1, first), await PutPartAsync("parts/1", upload, 2, second)];
        Assert.Null(await store.StatAsync(Mine, "parts/1", CancellationToken.None));

        var done = await store.CompletePartsAsync(Mine, "parts/1", upload, parts, content.Length, CancellationToken.None);

        Assert.Equal((PartsFault.None, content.Length), (done.Fault, done.File!.Size));
        await using var open = await store.OpenAsync(Mine, "parts/1", CancellationToken.None);
        using var back = new MemoryStream();
        await open!.Content.CopyToAsync(back);
        Assert.True(content.AsSpan().SequenceEqual(back.ToArray()));
    }

    [ConformanceFact]
    public async Task A_part_put_again_replaces_the_one_before()
    {
        var upload = await store.BeginPartsAsync(Mine, "parts/2", CancellationToken.None);
        await PutPartAsync("parts/2", upload, 1, "old"u8.ToArray());
        var part = await PutPartAsync("parts/2", upload, 1, "new"u8.ToArray());

        await store.CompletePartsAsync(Mine, "parts/2", upload, [part], 3, CancellationToken.None);

        Assert.Equal("new", await ReadAsync("parts/2"));
    }

    [ConformanceFact]
    public async Task Parts_of_another_size_than_was_said_are_no_file()
    {
        var upload = await store.BeginPartsAsync(Mine, "parts/3", CancellationToken.None);
        var part = await PutPartAsync("parts/3", upload, 1, "four"u8.ToArray());

        var done = await store.CompletePartsAsync(Mine, "parts/3", upload, [part], 3, CancellationToken.None);

        Assert.Equal((PartsFault.WrongSize, null), (done.Fault, done.File));
        Assert.Null(await store.StatAsync(Mine, "parts/3", CancellationToken.None));
    }

    [ConformanceFact]
    public virtual async Task A_link_to_a_part_puts_nothing_else()
    {
        var upload = await store.BeginPartsAsync(Mine, "parts/4", CancellationToken.None);
        var link = (await store.SignPartAsync(Mine, "parts/4", upload, new FilePart(1, 3), TimeSpan.FromHours(24), CancellationToken.None)).AbsoluteUri;

        foreach (var changed in new[] { link[..^1] + (link[^1] == 'a' ? 'b' : 'a'), link.Replace("partNumber=1", "partNumber=2", StringComparison.Ordinal) })
        {
            if (changed != link)
            {
                Assert.Null(await adapter.PutAsync(new Uri(changed), "abc"u8.ToArray()));
            }
        }
    }

    [ConformanceFact]
    public async Task An_upload_that_was_given_up_is_given_up_again_without_complaint()
    {
        var upload = await store.BeginPartsAsync(Mine, "parts/5", CancellationToken.None);

        await store.AbortPartsAsync(Mine, "parts/5", upload, CancellationToken.None);
        await store.AbortPartsAsync(Mine, "parts/5", upload, CancellationToken.None);

        Assert.Null(await store.StatAsync(Mine, "parts/5", CancellationToken.None));
    }

    [ConformanceFact]
    public async Task A_link_lives_for_up_to_a_day()
    {
        foreach (var lifetime in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1) })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => store.SignAsync(Mine, "a", Plain, lifetime, CancellationToken.None));
        }
    }

    [ConformanceFact]
    public virtual async Task Readers_of_a_file_that_is_replaced_over_and_over_see_whole_contents()
    {
        await PutAsync("a", new string('0', 100_000));
        var writing = Task.Run(async () =>
        {
            for (var n = 1; n <= 20; n++)
            {
                await PutAsync("a", new string((char)('0' + n % 10), 100_000));
            }
        });

        while (!writing.IsCompleted)
        {
            var seen = (await ReadAsync("a"))!;
            Assert.Equal(100_000, seen.Length);
            Assert.Equal(new string(seen[0], 100_000), seen);
        }

        await writing;
    }

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    private Task<StoredFile> PutAsync(string key, string text, string contentType = "text/plain") =>
        store.PutAsync(Mine, key, Content(text), contentType, 1_000_000, CancellationToken.None);

    private async Task<UploadedPart> PutPartAsync(string key, string upload, int number, byte[] content)
    {
        var link = await store.SignPartAsync(Mine, key, upload, new FilePart(number, Math.Max(content.Length, 4)), TimeSpan.FromHours(24), CancellationToken.None);
        return new UploadedPart(number, Assert.IsType<string>(await adapter.PutAsync(link, content)));
    }

    private async Task<string?> ReadAsync(string key)
    {
        await using var open = await store.OpenAsync(Mine, key, CancellationToken.None);
        if (open is null)
        {
            return null;
        }

        using var reader = new StreamReader(open.Content, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
