using System.Runtime.Versioning;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace HiveFlow.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests
{
    [Fact]
    public async Task A_second_opening_of_the_file_is_a_clear_error()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        var failure = Assert.Throws<SqliteFileInUseException>(() => SqliteDatabase.Open(new SqliteOptions { Path = fixture.Path }));

        Assert.Contains(fixture.Path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_file_can_be_opened_again_and_holds_what_was_written()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        await fixture.AddAsync(7);

        await fixture.ReopenAsync();

        Assert.Equal([7], await fixture.NumbersAsync());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_file_its_log_and_its_lock_are_readable_by_their_owner_alone()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        foreach (var suffix in new[] { "", "-wal", "-shm", ".lock" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(fixture.Path + suffix));
        }
    }

    [Fact]
    public async Task Commits_are_synced_to_a_write_ahead_log()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var settings = new List<string?>();

        await fixture.Database.SubmitAsync(new DelegateBatch(s =>
        {
            foreach (var pragma in new[] { "PRAGMA journal_mode", "PRAGMA synchronous" })
            {
                var statement = s.Prepare(pragma);
                statement.Step();
                settings.Add(statement.GetString(0));
                statement.Reset();
            }
        }));

        Assert.Equal(["wal", "2"], settings);
    }

    [Fact]
    public void A_file_that_is_no_database_cannot_be_opened_and_is_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var text = string.Concat(Enumerable.Repeat("not a database ", 500));
        File.WriteAllText(folder.File("x.db"), text);

        Assert.Throws<StoreUnavailableException>(() => SqliteDatabase.Open(new SqliteOptions { Path = folder.File("x.db") }));

        Assert.Equal(text, File.ReadAllText(folder.File("x.db")));
    }

    [Fact]
    public async Task A_reading_cannot_write()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await fixture.Database.ReadAsync(
            static (s, _) =>
            {
                SqliteFixture.Add(s, 1);
                return 0;
            },
            0,
            CancellationToken.None));
    }

    [Fact]
    public async Task A_reading_sees_one_state_of_the_database_whatever_is_written_meanwhile()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        using var written = new ManualResetEventSlim();
        using var read = new ManualResetEventSlim();
        var reading = Task.Run(async () => await fixture.Database.ReadAsync(
            (s, _) =>
            {
                var before = Count(s);
                read.Set();
                written.Wait();
                return (before, Count(s));
            },
            0,
            CancellationToken.None));
        read.Wait();

        await fixture.AddAsync(1);
        written.Set();

        Assert.Equal((0, 0), await reading);
        Assert.Single(await fixture.NumbersAsync());
    }

    [Fact]
    public async Task More_readings_than_connections_wait_and_all_end()
    {
        await using var fixture = await SqliteFixture.OpenAsync(new SqliteOptions { Path = "-", Readers = 2 });
        await fixture.AddAsync(1);

        var counts = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(fixture.NumbersAsync)));

        Assert.All(counts, numbers => Assert.Equal([1], numbers));
    }

    [Fact]
    public async Task A_reading_that_throws_gives_its_connection_back()
    {
        await using var fixture = await SqliteFixture.OpenAsync(new SqliteOptions { Path = "-", Readers = 1 });

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<SqliteException>(async () => await fixture.Database.ReadAsync(
                static (s, _) => s.Prepare("SELECT nothing FROM nowhere").Step(), 0, CancellationToken.None));
        }

        Assert.Empty(await fixture.NumbersAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("Grüße, 世界 🐝")]
    public async Task Texts_come_back_whole(string text)
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        var (back, isNull, missing) = await fixture.Database.ReadAsync(
            static (s, text) =>
            {
                var statement = s.Prepare("SELECT ?1, ?2").Bind(1, text).Bind(2, (string?)null);
                statement.Step();
                return (statement.GetString(0), statement.IsNull(0), statement.GetString(1));
            },
            text,
            CancellationToken.None);

        Assert.Equal(text, back);
        Assert.False(isNull);
        Assert.Null(missing);
    }

    private static int Count(SqliteSession session)
    {
        var statement = session.Prepare("SELECT count(*) FROM numbers");
        statement.Step();
        var count = (int)statement.GetInt64(0);
        statement.Reset();
        return count;
    }
}
