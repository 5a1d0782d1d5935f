using HiveFlow.Errors;

namespace HiveFlow.Files.Tests;

public sealed class FileShelfTests
{
    [Fact]
    public async Task A_file_is_kept_found_listed_and_read()
    {
        await using var shelf = new Shelf();
        var file = await shelf.SaveAsync("grüße.csv", "a,b\n"u8.ToArray(), "text/csv", "reports");

        Assert.Equal(("grüße.csv", "text/csv", 4L, "reports"), (file.Name, file.MimeType, file.Size, file.Folder));
        Assert.Equal(file, await shelf.Files.GetAsync(shelf.Tenant, file.Id, default));
        Assert.Equal(file, await shelf.Files.GetByKeyAsync(shelf.Tenant, FileKeys.Of(shelf.Tenant, file.Id), default));
        await using var open = (await shelf.Files.OpenAsync(shelf.Tenant, file.Id, default)).Value!;
        Assert.Equal("a,b\n", await new StreamReader(open.Content).ReadToEndAsync());
        var other = await shelf.SaveAsync("b", []);
        var all = await shelf.Files.ListAsync(shelf.Tenant, null, 10, null, default);
        Assert.Equal([other.Id, file.Id], all.Items.Select(f => f.Id));
        Assert.Equal([file.Id], (await shelf.Files.ListAsync(shelf.Tenant, "reports", 10, null, default)).Items.Select(f => f.Id));
        Assert.Equal((4, 2), (await shelf.Quota.ReadAsync(shelf.Tenant, default)) is var usage ? (usage.Bytes, usage.Files) : default);
        Assert.Equal(0, await shelf.LeftoversAsync());
    }

    [Fact]
    public async Task A_strangers_file_is_no_file()
    {
        await using var shelf = new Shelf();
        var file = await shelf.SaveAsync("a", [1]);

        Assert.Null(await shelf.Files.GetAsync(shelf.Stranger, file.Id, default));
        Assert.Null(await shelf.Files.GetByKeyAsync(shelf.Stranger, FileKeys.Of(shelf.Tenant, file.Id), default));
        Assert.Null(await shelf.Files.GetByKeyAsync(shelf.Stranger, FileKeys.Of(shelf.Stranger, file.Id), default));
        Assert.Equal("not_found", (await shelf.Files.OpenAsync(shelf.Stranger, file.Id, default)).Error?.Code.Value);
        Assert.Equal("not_found", (await shelf.Files.DeleteAsync(shelf.Stranger, file.Id, default)).Error?.Code.Value);
        Assert.Empty((await shelf.Files.ListAsync(shelf.Stranger, null, 10, null, default)).Items);
        Assert.NotNull(await shelf.Files.GetAsync(shelf.Tenant, file.Id, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("exe\u202Egpj.exe")]
    [InlineData("\ud800")]
    public async Task A_name_that_is_not_what_it_looks_like_is_refused(string name)
    {
        await using var shelf = new Shelf();

        var saved = await shelf.Files.SaveAsync(shelf.Tenant, new NewFile(name, null), new MemoryStream([1]), default);

        Assert.Equal("validation_failed", saved.Error?.Code.Value);
        Assert.True(saved.Error!.Fields.ContainsKey("name"));
        Assert.Equal(0, shelf.OnDisk);
    }

    [Theory]
    [InlineData("a$(id)")]
    [InlineData("`id`")]
    [InlineData("x';id;'")]
    [InlineData("--help")]
    [InlineData("..")]
    [InlineData("__proto__")]
    [InlineData("{\"$gt\":\"\"}")]
    public async Task A_name_is_data_and_no_part_of_it_reaches_the_disk(string name)
    {
        await using var shelf = new Shelf();

        var file = await shelf.SaveAsync(name, [1]);

        Assert.Equal(name, (await shelf.Files.GetAsync(shelf.Tenant, file.Id, default))!.Name);
        Assert.Matches("^[a-f0-9]{24}/files/[a-f0-9]{24}$", FileKeys.Of(shelf.Tenant, file.Id));
        Assert.NotNull(await shelf.Disk.StatAsync(shelf.Tenant, $"files/{file.Id}", default));
    }

    [Fact]
    public async Task A_file_over_its_limit_is_refused_and_nothing_of_it_stays()
    {
        await using var shelf = new Shelf();

        foreach (var size in new long?[] { null, 11 })
        {
            var wanted = new NewFile("a", null) { Size = size, MaxBytes = 10 };
            var saved = await shelf.Files.SaveAsync(shelf.Tenant, wanted, new MemoryStream(new byte[11]), default);
            Assert.Equal((ErrorKind.TooLarge, "file_too_large"), (saved.Error!.Code.Kind, saved.Error.Code.Value));
        }

        await NothingStaysAsync(shelf);
    }

    [Fact]
    public async Task A_content_that_breaks_off_leaves_nothing()
    {
        await using var shelf = new Shelf();

        await Assert.ThrowsAsync<IOException>(() => shelf.Files.SaveAsync(shelf.Tenant, new NewFile("a", null), new BrokenStream(100_000), default));

        await NothingStaysAsync(shelf);
    }

    [Fact]
    public async Task What_cannot_be_written_with_it_leaves_no_file()
    {
        await using var shelf = new Shelf();
        var first = await shelf.SaveAsync("a", [1]);
        var wanted = new NewFile("b", null)
        {
            Also = _ => Task.FromResult<IReadOnlyList<Storage.Documents.DocumentWrite>>(
                [Storage.Documents.DocumentWrite.Insert(FileRecord.Collection, shelf.Tenant, first.Id, first)]),
        };

        var saved = await shelf.Files.SaveAsync(shelf.Tenant, wanted, new MemoryStream([1, 2]), default);

        Assert.False(saved.IsSuccess);
        Assert.Equal(1, shelf.OnDisk);
        Assert.Equal(1, (await shelf.Quota.ReadAsync(shelf.Tenant, default)).Bytes);
    }

    [Fact]
    public async Task A_deleted_file_its_room_and_its_links_are_gone_at_once()
    {
        await using var shelf = new Shelf();
        var file = await shelf.SaveAsync("a", [1]);
        var link = await shelf.Files.LinkAsync(shelf.Tenant, file, default);
        Assert.NotNull(await shelf.FollowAsync(link));

        Assert.True((await shelf.Files.DeleteAsync(shelf.Tenant, file.Id, default)).IsSuccess);

        Assert.Null(await shelf.FollowAsync(link));
        Assert.Equal("not_found", (await shelf.Files.DeleteAsync(shelf.Tenant, file.Id, default)).Error?.Code.Value);
        await NothingStaysAsync(shelf);
    }

    [Fact]
    public async Task A_link_gives_the_file_under_its_name_until_its_time()
    {
        await using var shelf = new Shelf();
        var file = await shelf.SaveAsync("grüße.txt", "hi"u8.ToArray());
        var link = await shelf.Files.LinkAsync(shelf.Tenant, file, default);

        var followed = (await shelf.FollowAsync(link))!.Value;
        Assert.Equal(("grüße.txt", "text/plain"), (followed.Name, followed.Type));
        shelf.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Null(await shelf.FollowAsync(link));
    }

    [Fact]
    public async Task Only_listed_types_are_taken_by_what_the_file_is()
    {
        await using var shelf = new Shelf(new FilesOptions { Types = ["text/csv", "image/*"] });

        await shelf.SaveAsync("a.csv", "a"u8.ToArray(), "text/csv");
        await shelf.SaveAsync("a.gif", "GIF89a…"u8.ToArray(), "image/gif");
        var saved = await shelf.Files.SaveAsync(shelf.Tenant, new NewFile("b.csv", "text/csv"), new MemoryStream([0, 1]), default);

        Assert.Equal("file_type_refused", saved.Error?.Code.Value);
    }

    [Fact]
    public async Task What_makes_a_file_again_leaves_one()
    {
        await using var shelf = new Shelf();
        var wanted = new NewFile("a", null) { Once = "run/node/0" };
        await shelf.Files.SaveAsync(shelf.Tenant, wanted, new MemoryStream([1]), default);
        await Assert.ThrowsAsync<IOException>(() => shelf.Files.SaveAsync(shelf.Tenant, wanted, new BrokenStream(10), default));

        var second = await shelf.Files.SaveAsync(shelf.Tenant, wanted, new MemoryStream([1, 2]), default);

        Assert.Equal([second.Value!.Id], (await shelf.Files.ListAsync(shelf.Tenant, null, 10, null, default)).Items.Select(f => f.Id));
        Assert.Equal((1, 2L), (shelf.OnDisk, (await shelf.Quota.ReadAsync(shelf.Tenant, default)).Bytes));
    }

    [Theory]
    [InlineData("/a/b.txt", "b.txt")]
    [InlineData("..\\x", "x")]
    [InlineData("a\r\nb", "ab")]
    [InlineData("", "download")]
    [InlineData("/", "download")]
    [InlineData(null, "download")]
    public void A_name_can_be_cleaned(string? name, string expected) => Assert.Equal(expected, FileNames.Clean(name));

    [Fact]
    public async Task The_files_of_a_run_can_be_deleted_with_it()
    {
        await using var shelf = new Shelf();
        await shelf.Files.SaveAsync(shelf.Tenant, new NewFile("a", null) { RunId = "r1" }, new MemoryStream([1]), default);
        await shelf.Files.SaveAsync(shelf.Tenant, new NewFile("b", null) { RunId = "r1" }, new MemoryStream([1]), default);
        var other = await shelf.SaveAsync("c", [1]);

        Assert.Equal(2, await shelf.Files.DeleteOfRunAsync(shelf.Tenant, "r1", 10, default));

        Assert.Equal([other.Id], (await shelf.Files.ListAsync(shelf.Tenant, null, 10, null, default)).Items.Select(f => f.Id));
        Assert.Equal(0, await shelf.Files.DeleteOfRunAsync(shelf.Tenant, "r1", 10, default));
    }

    private static async Task NothingStaysAsync(Shelf shelf)
    {
        Assert.Equal(0, shelf.OnDisk);
        Assert.Equal(new HiveFlow.Files.Quotas.FileUsage(0, 0), await shelf.Quota.ReadAsync(shelf.Tenant, default));
        Assert.Empty((await shelf.Files.ListAsync(shelf.Tenant, null, 10, null, default)).Items);
        Assert.Equal(0, await shelf.LeftoversAsync());
    }
}
