using HiveFlow.Host.Backups;
using HiveFlow.HostFixture;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Host.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    private string Data => Path.Combine(folder.Path, "data");

    private string Copy => Path.Combine(folder.Path, "copy");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(new[] { "backup" }, "--to is missing")]
    [InlineData(new[] { "restore", "--data", "x" }, "--from is missing")]
    [InlineData(new[] { "backup", "--to" }, "--to needs a value")]
    [InlineData(new[] { "backup", "--to", "--data" }, "--to needs a value")]
    [InlineData(new[] { "backup", "--from", "x" }, "'--from' is not known")]
    public async Task A_wrong_call_is_named_and_ends_with_2(string[] args, string sentence)
    {
        using var errors = new StringWriter();

        Assert.Equal(2, await BackupProgram.RunAsync(args, TextWriter.Null, errors));
        Assert.Contains(sentence, errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("usage: hiveflow backup", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_folder_has_database_files_and_keys_for_its_owner_alone_and_nothing_else()
    {
        await MakeDataAsync();

        Assert.Equal(0, await RunAsync("backup", "--to", Copy));
        Directory.Delete(Data, recursive: true);
        Assert.Equal(0, await RunAsync("restore", "--from", Copy));

        Assert.Equal(
            ["files", "files/a", "files/a/b~", "hiveflow.db", "keys", "keys/files.key", "owner.key"],
            Directory.EnumerateFileSystemEntries(Data, "*", SearchOption.AllDirectories).Select(entry => Path.GetRelativePath(Data, entry)).Order(StringComparer.Ordinal));
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(Data, "files/a/b~")));
        Assert.Null(SqliteFile.Check(Path.Combine(Data, "hiveflow.db")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "keys/files.key")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(Data, "keys")));
        }
    }

    [Fact]
    public async Task What_is_no_data_folder_is_not_backed_up_and_nothing_is_written_over()
    {
        Assert.Contains("no data folder", await FailAsync("backup", "--to", Copy), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Copy));

        await MakeDataAsync();
        Directory.CreateDirectory(Copy);
        await File.WriteAllTextAsync(Path.Combine(Copy, "mine"), "mine");
        Assert.Contains("is not empty", await FailAsync("backup", "--to", Copy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_was_not_finished_or_lost_a_file_is_not_restored()
    {
        await MakeDataAsync();
        Assert.Equal(0, await RunAsync("backup", "--to", Copy));
        Assert.Contains("is not empty", await FailAsync("restore", "--from", Copy), StringComparison.Ordinal);
        Directory.Delete(Data, recursive: true);

        File.Delete(Path.Combine(Copy, "files/a/b~"));
        Assert.Contains("missing", await FailAsync("restore", "--from", Copy), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
        File.Delete(Path.Combine(Copy, "backup.json"));
        Assert.Contains("no finished backup", await FailAsync("restore", "--from", Copy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_database_is_neither_backed_up_nor_restored()
    {
        await MakeDataAsync();
        Assert.Equal(0, await RunAsync("backup", "--to", Copy));
        Directory.Delete(Data, recursive: true);
        await File.WriteAllTextAsync(Path.Combine(Copy, "hiveflow.db"), new string('x', 8_192));
        Assert.Contains("damaged", await FailAsync("restore", "--from", Copy), StringComparison.Ordinal);

        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "hiveflow.db"), new string('x', 8_192));
        Assert.NotEmpty(await FailAsync("backup", "--to", Path.Combine(folder.Path, "other")));
    }

    private async Task MakeDataAsync()
    {
        Directory.CreateDirectory(Path.Combine(Data, "files/a"));
        foreach (var name in new[] { "keys", "redis", "mail", "files/.new" })
        {
            Directory.CreateDirectory(Path.Combine(Data, name));
        }

        foreach (var name in new[] { "files/a/b~", "files/.new/half", "keys/files.key", "redis/aof", "mail/1.eml", "owner.key", "hiveflow.lock" })
        {
            await File.WriteAllTextAsync(Path.Combine(Data, name), "content");
        }

        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(Data, "hiveflow.db") });
    }

    private Task<int> RunAsync(params string[] args) => BackupProgram.RunAsync([.. args, "--data", Data], TextWriter.Null, TextWriter.Null);

    private async Task<string> FailAsync(params string[] args)
    {
        using var errors = new StringWriter();
        Assert.Equal(1, await BackupProgram.RunAsync([.. args, "--data", Data], TextWriter.Null, errors));
        return errors.ToString();
    }
}
