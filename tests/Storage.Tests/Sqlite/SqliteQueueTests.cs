using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.Tests.Sqlite;

public sealed class SqliteQueueTests
{
    private static readonly SqliteOptions SmallQueue = new() { Path = "-", QueueCapacity = 100 };

    [Fact]
    public async Task Enqueuing_waits_for_room_when_the_queue_is_full_and_goes_on_when_there_is_some()
    {
        await using var fixture = await SqliteFixture.OpenAsync(SmallQueue);
        using var held = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var first = fixture.Database.SubmitAsync(new DelegateBatch(_ =>
        {
            begun.Set();
            held.Wait();
        }));
        begun.Wait();

        var places = Enumerable.Range(1, 101).Select(n =>
            fixture.Database.EnqueueAsync(SqliteFixture.Adding(n, retained: true)).AsTask()).ToArray();

        Assert.All(places[..100], place => Assert.True(place.IsCompletedSuccessfully));
        Assert.False(places[100].IsCompleted);
        held.Set();
        await places[100];
        await first;
        await fixture.ReopenAsync();
        Assert.Equal(101, (await fixture.NumbersAsync()).Count);
    }

    [Fact]
    public async Task What_was_enqueued_is_on_disk_no_later_than_what_is_submitted_afterwards()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        for (var n = 1; n < 200; n += 2)
        {
            await fixture.Database.EnqueueAsync(SqliteFixture.Adding(n, retained: true));
            await fixture.AddAsync(n + 1);
            Assert.Equal(n + 1, (await fixture.NumbersAsync()).Count);
        }
    }

    [Fact]
    public async Task An_overfull_queue_refuses_batches_but_never_retained_ones()
    {
        await using var fixture = await SqliteFixture.OpenAsync(SmallQueue);
        using var held = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var first = fixture.Database.SubmitAsync(new DelegateBatch(_ =>
        {
            begun.Set();
            held.Wait();
        }));
        begun.Wait();
        var queued = Enumerable.Range(1, 800).Select(n => fixture.AddAsync(n)).ToArray();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => fixture.AddAsync(801));
        var retained = fixture.AddAsync(802, retained: true);

        held.Set();
        await Task.WhenAll([first, .. queued, retained]);
    }

    [Fact]
    public async Task Only_a_retained_batch_may_be_enqueued_and_left_alone()
    {
        await using var fixture = await SqliteFixture.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await fixture.Database.EnqueueAsync(SqliteFixture.Adding(1)));
    }

    [Fact]
    public void What_nobody_waits_for_is_given_out_with_what_somebody_does()
    {
        var queue = new SqliteWriteQueue(10);
        List<PendingBatch> group = [];
        Add(queue, isUrgent: false);
        Add(queue, isUrgent: false);
        Add(queue, isUrgent: true);

        Assert.True(queue.WaitForBatch());
        queue.Take(group, 10);

        Assert.Equal([false, false, true], group.Select(one => one.IsUrgent));
    }

    [Fact]
    public void What_nobody_waits_for_is_given_out_though_nothing_comes_after_it()
    {
        var queue = new SqliteWriteQueue(10);
        List<PendingBatch> group = [];
        Add(queue, isUrgent: true);
        queue.Take(group, 10);
        Add(queue, isUrgent: false);

        Assert.True(queue.WaitForBatch());
        queue.Take(group, 10);

        Assert.Equal(2, group.Count);
    }

    [Fact]
    public async Task A_writer_that_waits_is_woken_by_the_first_of_either_kind()
    {
        foreach (var isUrgent in (bool[])[true, false])
        {
            var queue = new SqliteWriteQueue(10);
            var woken = Task.Run(queue.WaitForBatch);
            Add(queue, isUrgent);
            Assert.True(await woken.WaitAsync(TimeSpan.FromSeconds(60)));
            queue.Take([], 10);

            var ended = Task.Run(queue.WaitForBatch);
            queue.Close();
            Assert.False(await ended.WaitAsync(TimeSpan.FromSeconds(60)));
        }
    }

    private static void Add(SqliteWriteQueue queue, bool isUrgent) =>
        Assert.True(queue.TryAdd(new PendingBatch(new DelegateBatch(_ => { }), new TaskCompletionSource(), isUrgent), asksForRoom: false, out _));
}
