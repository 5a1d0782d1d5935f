using System.Runtime.Versioning;
using HiveFlow.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace HiveFlow.Storage.Tests.Sqlite;

public sealed class SqliteBackupTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_copy_made_while_others_write_is_one_state_of_the_database()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        await fixture.AddAsync(0);
        var stop = false;
        var writing = Task.Run(async () =>
        {
            for (var n = 1L; !Volatile.Read(ref stop); n += 2)
            {
                await fixture.Database.SubmitAsync(new DelegateBatch(s =>
                {
                    SqliteFixture.Add(s, n);
                    SqliteFixture.Add(s, n + 1);
                }));
            }
        });

        await fixture.Database.BackupAsync(folder.File("copy.db"), CancellationToken.None);
        Volatile.Write(ref stop, true);
        await writing;

        var copied = await NumbersAsync(folder.File("copy.db"));
        Assert.Equal(Enumerable.Range(0, copied.Count).Select(n => (long)n), copied);
        Assert.Equal(1, copied.Count % 2);
        Assert.True(copied.Count <= (await fixture.NumbersAsync()).Count);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_copy_is_readable_by_its_owner_alone_and_leaves_nothing_beside_it()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        await fixture.Database.BackupAsync(folder.File("copy.db"), CancellationToken.None);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("copy.db")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task An_existing_file_is_never_written_over()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        File.WriteAllText(folder.File("copy.db"), "mine");

        await Assert.ThrowsAsync<IOException>(() => fixture.Database.BackupAsync(folder.File("copy.db"), CancellationToken.None));

        Assert.Equal("mine", File.ReadAllText(folder.File("copy.db")));
    }

    private static async Task<IReadOnlyList<long>> NumbersAsync(string path)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT number FROM numbers ORDER BY position";
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new List<long>();
        while (await reader.ReadAsync())
        {
            numbers.Add(reader.GetInt64(0));
        }

        return numbers;
    }
}
