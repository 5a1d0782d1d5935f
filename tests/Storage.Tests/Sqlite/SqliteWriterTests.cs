using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.Tests.Sqlite;

public sealed class SqliteWriterTests
{
    [Fact]
    public async Task Batches_are_written_in_the_order_they_were_submitted()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        await Task.WhenAll(Enumerable.Range(1, 3_000).Select(n => fixture.AddAsync(n)));

        Assert.Equal(Enumerable.Range(1, 3_000).Select(n => (long)n), await fixture.NumbersAsync());
    }

    [Fact]
    public async Task A_batch_whose_task_has_ended_is_read_by_everyone()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        for (var n = 1; n <= 200; n++)
        {
            await fixture.AddAsync(n);
            Assert.Equal(n, (await fixture.NumbersAsync()).Count);
        }
    }

    [Fact]
    public async Task A_failing_batch_that_may_refuse_is_undone_alone()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        var before = fixture.AddAsync(1);
        var failing = fixture.Database.SubmitAsync(new DelegateBatch(
            s =>
            {
                SqliteFixture.Add(s, 2);
                throw new InvalidOperationException("no");
            },
            mayRefuse: true));
        var after = fixture.AddAsync(3);

        await before;
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await after;
        Assert.Equal([1, 3], await fixture.NumbersAsync());
    }

    [Fact]
    public async Task A_failing_batch_that_may_not_refuse_costs_its_neighbours_nothing()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        using var held = new ManualResetEventSlim();

        // Held back so that the three after it share one transaction.
        var first = fixture.Database.SubmitAsync(new DelegateBatch(_ => held.Wait()));
        var before = fixture.AddAsync(1);
        var failing = fixture.Database.SubmitAsync(new DelegateBatch(s =>
        {
            SqliteFixture.Add(s, 2);
            throw new InvalidOperationException("no");
        }));
        var after = fixture.AddAsync(3);
        held.Set();

        await first;
        await before;
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await after;
        Assert.Equal([1, 3], await fixture.NumbersAsync());
    }

    [Fact]
    public async Task A_refusal_undoes_its_batch_without_an_exception()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        await fixture.Database.SubmitAsync(new DelegateBatch(
            s =>
            {
                SqliteFixture.Add(s, 1);
                s.Refuse();
            },
            mayRefuse: true));
        await fixture.AddAsync(2);

        Assert.Equal([2], await fixture.NumbersAsync());
    }

    [Fact]
    public async Task A_refusal_by_a_batch_that_did_not_announce_it_is_a_bug_and_undone()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Database.SubmitAsync(new DelegateBatch(s =>
        {
            SqliteFixture.Add(s, 1);
            s.Refuse();
        })));

        Assert.Empty(await fixture.NumbersAsync());
    }

    [Fact]
    public async Task A_constraint_failure_comes_out_of_its_own_task_only()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        await fixture.AddAsync(1);

        var duplicate = fixture.AddAsync(1);
        var other = fixture.AddAsync(2);

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => duplicate);
        await other;
        Assert.Null(fixture.Database.Outage);
    }

    [Fact]
    public async Task A_batch_that_ends_the_transaction_itself_fails_and_the_writer_lives()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() =>
            fixture.Database.SubmitAsync(new DelegateBatch(s => s.Run("ROLLBACK"), mayRefuse: true)));
        await fixture.AddAsync(1);

        Assert.Equal([1], await fixture.NumbersAsync());
    }

    [Fact]
    public async Task Closing_writes_what_is_queued()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        var queued = Enumerable.Range(1, 5_000).Select(n => fixture.AddAsync(n)).ToArray();
        await fixture.ReopenAsync();

        Assert.All(queued, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal(5_000, (await fixture.NumbersAsync()).Count);
    }

    [Fact]
    public async Task After_closing_writes_and_readings_are_refused_as_unavailable()
    {
        var fixture = await SqliteFixture.OpenAsync();
        await fixture.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => fixture.AddAsync(1));
        await Assert.ThrowsAsync<StoreUnavailableException>(fixture.NumbersAsync);
    }
}
