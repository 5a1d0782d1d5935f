using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.Tests.Sqlite;

/// <summary>The disk is full: simulated by SQLite's own limit of pages, which gives the same SQLITE_FULL.</summary>
public sealed class SqliteOutageTests
{
    private const int Large = 200_000;

    [Fact]
    public async Task On_a_full_disk_a_batch_fails_as_unavailable_and_the_reason_is_shown()
    {
        await using var fixture = await FullAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => fixture.Database.SubmitAsync(Filling()));

        Assert.Equal("The disk is full.", fixture.Database.Outage);
    }

    [Fact]
    public async Task Space_back_and_writing_goes_on_without_a_restart()
    {
        await using var fixture = await FullAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => fixture.Database.SubmitAsync(Filling()));

        await fixture.Database.SubmitAsync(Limit(1_000_000));
        await fixture.Database.SubmitAsync(Filling());

        Assert.Null(fixture.Database.Outage);
    }

    [Fact]
    public async Task A_retained_batch_survives_the_outage_in_its_place_while_others_fail()
    {
        await using var fixture = await FullAsync();
        var attempts = 0;
        using var isMadeRoom = new ManualResetEventSlim();
        var failedTwice = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Stands at the head and lifts the limit when its neighbour has failed, at its third attempt at the earliest, as if someone had made room.
        var head = fixture.Database.SubmitAsync(new DelegateBatch(
            s =>
            {
                attempts++;
                if (attempts >= 3 && isMadeRoom.IsSet)
                {
                    failedTwice.TrySetResult();
                    s.Run("PRAGMA max_page_count = 1000000");
                }

                SqliteFixture.Add(s, 1);
                Fill(s);
            },
            retained: true));
        var second = fixture.AddAsync(2, retained: true);
        var neighbour = fixture.AddAsync(3);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => neighbour);
        isMadeRoom.Set();
        await failedTwice.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await head;
        await second;
        await fixture.AddAsync(4);
        Assert.Equal([1, 2, 4], await fixture.NumbersAsync());
    }

    [Fact]
    public async Task Closing_in_an_outage_ends_and_fails_what_could_not_be_written()
    {
        await using var fixture = await FullAsync();
        var retained = fixture.Database.SubmitAsync(new DelegateBatch(Fill, retained: true));

        await fixture.Database.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => retained);
    }

    [Fact]
    public async Task After_an_outage_the_file_passes_the_integrity_check()
    {
        await using var fixture = await FullAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => fixture.Database.SubmitAsync(Filling()));
        await fixture.Database.SubmitAsync(Limit(1_000_000));
        await fixture.Database.SubmitAsync(Filling());

        var verdict = await fixture.Database.ReadAsync(
            static (s, _) =>
            {
                var check = s.Prepare("PRAGMA integrity_check");
                check.Step();
                return check.GetString(0);
            },
            0,
            CancellationToken.None);

        Assert.Equal("ok", verdict);
    }

    private static async Task<SqliteFixture> FullAsync()
    {
        var fixture = await SqliteFixture.OpenAsync();
        await fixture.Database.SubmitAsync(new DelegateBatch(s => s.Run("CREATE TABLE large (value BLOB)")));
        await fixture.Database.SubmitAsync(Limit(10));
        return fixture;
    }

    private static DelegateBatch Limit(int pages) => new(s => s.Run($"PRAGMA max_page_count = {pages}"));

    private static DelegateBatch Filling() => new(Fill);

    private static void Fill(SqliteSession session) =>
        session.Prepare("INSERT INTO large VALUES (?1)").Bind(1, new byte[Large].AsSpan()).Execute();
}
