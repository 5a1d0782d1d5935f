using HiveFlow.Files.Uploads;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Files.Tests.Uploads;

public sealed class FileUploadsTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Parts_become_a_file_of_the_same_bytes_and_completing_again_gives_it_again()
    {
        await using var shelf = new Shelf();
        var content = Content(20 * MiB + 5);
        var begun = await BeginAsync(shelf, content.Length);
        Assert.Equal((8 * MiB, 3), (begun.PartSize, begun.Parts.Count));
        Assert.All(begun.Parts, part => Assert.StartsWith("https://hiveflow.example/api/files/parts/", part.Url.AbsoluteUri, StringComparison.Ordinal));
        Assert.Equal((content.Length, 1), await UsedAsync(shelf));
        var parts = await PutAsync(shelf, begun, content);

        var file = await CompleteAsync(shelf, begun, [parts[2], parts[0], parts[1]]);
        var again = await CompleteAsync(shelf, begun, parts);

        Assert.Equal(file, again);
        Assert.Equal((FileKeys.Of(shelf.Tenant, file.Id), content.LongLength), (begun.Key, file.Size));
        await using var open = (await shelf.Files.OpenAsync(shelf.Tenant, file.Id, default)).Value!;
        using var back = new MemoryStream();
        await open.Content.CopyToAsync(back);
        Assert.True(content.AsSpan().SequenceEqual(back.ToArray()));
        Assert.Equal(1, shelf.OnDisk);
        Assert.Equal(0, await shelf.LeftoversAsync());
    }

    [Fact]
    public async Task An_upload_is_seen_by_nobody_before_it_is_complete()
    {
        await using var shelf = new Shelf();
        var begun = await BeginAsync(shelf, 3);

        Assert.Null(await shelf.Files.GetByKeyAsync(shelf.Tenant, begun.Key, default));
        Assert.Empty((await shelf.Files.ListAsync(shelf.Tenant, null, 10, null, default)).Items);
    }

    [Fact]
    public async Task A_type_counts_as_what_the_whole_file_turns_out_to_be()
    {
        await using var shelf = new Shelf();
        var text = await BeginAsync(shelf, 3, "a.txt", "text/plain");
        var fake = await BeginAsync(shelf, 3, "a.png", "image/png");

        Assert.Equal("text/plain", (await CompleteAsync(shelf, text, await PutAsync(shelf, text, "abc"u8.ToArray()))).MimeType);
        Assert.Equal("application/octet-stream", (await CompleteAsync(shelf, fake, await PutAsync(shelf, fake, "abc"u8.ToArray()))).MimeType);
    }

    [Fact]
    public async Task Parts_that_are_missing_twice_or_another_make_no_file_and_can_be_put_again()
    {
        await using var shelf = new Shelf();
        var content = Content(9 * MiB);
        var begun = await BeginAsync(shelf, content.Length);
        var parts = await PutAsync(shelf, begun, content);
        UploadedPart[][] wrong = [[parts[0]], [parts[0], parts[0]], [parts[0], new UploadedPart(3, parts[1].ETag)], [parts[0], new UploadedPart(2, parts[0].ETag)]];
        foreach (var faulty in wrong)
        {
            var completed = await shelf.Uploads.CompleteAsync(shelf.Tenant, begun.Key, begun.UploadId, faulty, default);
            Assert.Equal("file_parts_invalid", completed.Error?.Code.Value);
        }

        await CompleteAsync(shelf, begun, parts);
    }

    [Fact]
    public async Task Fewer_bytes_than_announced_end_the_upload_and_more_do_not_get_in()
    {
        await using var shelf = new Shelf();
        var begun = await BeginAsync(shelf, 10);

        await Assert.ThrowsAsync<FileTooLargeException>(() => PutAsync(shelf, begun, Content(11)));
        var parts = await PutAsync(shelf, begun, Content(9));
        var completed = await shelf.Uploads.CompleteAsync(shelf.Tenant, begun.Key, begun.UploadId, parts, default);

        Assert.Equal("file_parts_invalid", completed.Error?.Code.Value);
        await NothingStaysAsync(shelf);
        Assert.Equal("not_found", (await shelf.Uploads.CompleteAsync(shelf.Tenant, begun.Key, begun.UploadId, parts, default)).Error?.Code.Value);
    }

    [Fact]
    public async Task A_strangers_upload_is_neither_completed_nor_aborted()
    {
        await using var shelf = new Shelf();
        var begun = await BeginAsync(shelf, 3);
        var parts = await PutAsync(shelf, begun, Content(3));

        foreach (var (tenant, key, upload) in new[]
        {
            (shelf.Stranger, begun.Key, begun.UploadId),
            (shelf.Stranger, begun.Key.Replace(shelf.Tenant.Key, shelf.Stranger.Key, StringComparison.Ordinal), begun.UploadId),
            (shelf.Tenant, begun.Key, DocumentId.New(shelf.Clock).ToString()),
            (shelf.Tenant, "../" + begun.Key, begun.UploadId),
        })
        {
            Assert.Equal("not_found", (await shelf.Uploads.CompleteAsync(tenant, key, upload, parts, default)).Error?.Code.Value);
            Assert.Equal("not_found", (await shelf.Uploads.AbortAsync(tenant, key, upload, default))?.Code.Value);
        }

        await CompleteAsync(shelf, begun, parts);
        Assert.Equal("not_found", (await shelf.Uploads.AbortAsync(shelf.Tenant, begun.Key, begun.UploadId, default))?.Code.Value);
    }

    [Fact]
    public async Task An_aborted_upload_leaves_nothing_and_takes_no_part_any_more()
    {
        await using var shelf = new Shelf();
        var begun = await BeginAsync(shelf, 3);
        await PutAsync(shelf, begun, Content(3));

        Assert.Null(await shelf.Uploads.AbortAsync(shelf.Tenant, begun.Key, begun.UploadId, default));

        await NothingStaysAsync(shelf);
        Assert.Null(await shelf.Disk.PutPartAsync(begun.Parts[0].Url.Segments[^1], new MemoryStream([1, 2, 3]), default));
        await NothingStaysAsync(shelf);
    }

    [Fact]
    public async Task A_link_to_a_part_is_no_link_to_a_file_and_ends_after_a_day()
    {
        await using var shelf = new Shelf();
        var file = await shelf.SaveAsync("a", [1]);
        var download = (await shelf.Files.LinkAsync(shelf.Tenant, file, default)).Segments[^1];
        var begun = await BeginAsync(shelf, 3);
        var part = begun.Parts[0].Url.Segments[^1];

        Assert.Null(await shelf.Disk.OpenSignedAsync(part, default));
        Assert.Null(await shelf.Disk.PutPartAsync(download, new MemoryStream([1]), default));
        shelf.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Null(await shelf.Disk.PutPartAsync(part, new MemoryStream([1]), default));
    }

    [Fact]
    public async Task What_was_begun_and_never_finished_is_swept_after_a_day_with_its_room()
    {
        await using var shelf = new Shelf();
        var begun = await BeginAsync(shelf, 3);
        var parts = await PutAsync(shelf, begun, Content(3));
        shelf.Clock.Advance(TimeSpan.FromHours(24));
        await shelf.SweepAsync();
        Assert.Equal((3, 1), await UsedAsync(shelf));
        shelf.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));

        await shelf.SweepAsync();

        await NothingStaysAsync(shelf);
        Assert.Equal("not_found", (await shelf.Uploads.CompleteAsync(shelf.Tenant, begun.Key, begun.UploadId, parts, default)).Error?.Code.Value);
    }

    [Fact]
    public async Task An_upload_without_room_is_not_begun()
    {
        await using var shelf = new Shelf(new FilesOptions { QuotaBytes = MiB, MaxFileBytes = 2 * MiB });

        Assert.Equal("file_quota_exceeded", (await shelf.Uploads.BeginAsync(shelf.Tenant, New(MiB + 1), _ => [], default)).Error?.Code.Value);
        Assert.Equal("file_too_large", (await shelf.Uploads.BeginAsync(shelf.Tenant, New(2 * MiB + 1), _ => [], default)).Error?.Code.Value);
        Assert.Equal("validation_failed", (await shelf.Uploads.BeginAsync(shelf.Tenant, New(-1), _ => [], default)).Error?.Code.Value);

        await NothingStaysAsync(shelf);
    }

    private static NewUpload New(long size, string name = "a.bin", string? type = null) => new(name, type, size, string.Empty, null);

    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }

    private static async Task<BegunUpload> BeginAsync(Shelf shelf, int size, string name = "a.bin", string? type = null)
    {
        var begun = await shelf.Uploads.BeginAsync(shelf.Tenant, New(size, name, type), _ => [], default);
        Assert.True(begun.IsSuccess, begun.Error?.ToString());
        return begun.Value;
    }

    private static async Task<UploadedPart[]> PutAsync(Shelf shelf, BegunUpload begun, byte[] content)
    {
        List<UploadedPart> parts = [];
        foreach (var part in begun.Parts)
        {
            var start = (int)((part.PartNumber - 1) * begun.PartSize);
            var end = part.PartNumber == begun.Parts.Count ? content.Length : start + (int)begun.PartSize;
            var etag = await shelf.Disk.PutPartAsync(part.Url.Segments[^1], new MemoryStream(content[start..end]), default);
            parts.Add(new UploadedPart(part.PartNumber, $"\"{etag}\""));
        }

        return [.. parts];
    }

    private static async Task<FileRecord> CompleteAsync(Shelf shelf, BegunUpload begun, IReadOnlyList<UploadedPart> parts)
    {
        var completed = await shelf.Uploads.CompleteAsync(shelf.Tenant, begun.Key, begun.UploadId, parts, default);
        Assert.True(completed.IsSuccess, completed.Error?.ToString());
        return completed.Value;
    }

    private static async Task<(long Bytes, int Files)> UsedAsync(Shelf shelf) =>
        await shelf.Quota.ReadAsync(shelf.Tenant, default) is var usage ? (usage.Bytes, usage.Files) : default;

    private static async Task NothingStaysAsync(Shelf shelf)
    {
        Assert.Equal((0, 0), await UsedAsync(shelf));
        Assert.Equal(0, shelf.OnDisk);
        Assert.Equal(0, await shelf.LeftoversAsync());
    }
}
