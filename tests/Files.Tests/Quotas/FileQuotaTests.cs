using HiveFlow.Errors;

namespace HiveFlow.Files.Tests.Quotas;

public sealed class FileQuotaTests
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sixty_four_uploads_at_once_get_as_much_room_as_there_is_and_no_more(bool isKnown)
    {
        await using var shelf = new Shelf(new FilesOptions { QuotaBytes = 10 * MiB });
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(n => Task.Run(() => shelf.Files.SaveAsync(
            shelf.Tenant, new NewFile($"{n}", null) { Size = isKnown ? MiB : null, MaxBytes = MiB }, new MemoryStream(new byte[MiB]), default))));

        Assert.Equal(10, results.Count(r => r.IsSuccess));
        Assert.All(results.Where(r => !r.IsSuccess), r => Assert.Equal(("file_quota_exceeded", ErrorKind.Invalid), (r.Error!.Code.Value, r.Error.Code.Kind)));
        Assert.Equal(new HiveFlow.Files.Quotas.FileUsage(10 * MiB, 10), await shelf.Quota.ReadAsync(shelf.Tenant, default));
        Assert.Equal(10, shelf.OnDisk);
    }

    [Fact]
    public async Task Files_are_counted_too()
    {
        await using var shelf = new Shelf(new FilesOptions { QuotaFiles = 2 });
        await shelf.SaveAsync("a", []);
        var second = await shelf.SaveAsync("b", []);

        var third = await shelf.Files.SaveAsync(shelf.Tenant, new NewFile("c", null), new MemoryStream(), default);
        Assert.Equal("file_quota_exceeded", third.Error?.Code.Value);
        await shelf.Files.DeleteAsync(shelf.Tenant, second.Id, default);

        await shelf.SaveAsync("c", []);
    }

    [Fact]
    public async Task One_organizations_files_take_nothing_from_another()
    {
        await using var shelf = new Shelf(new FilesOptions { QuotaBytes = MiB });
        await shelf.SaveAsync("a", new byte[MiB]);

        var theirs = await shelf.Files.SaveAsync(shelf.Stranger, new NewFile("a", null), new MemoryStream(new byte[MiB]), default);

        Assert.True(theirs.IsSuccess);
    }
}
