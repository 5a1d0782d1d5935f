using HiveFlow.Engine.Store;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Engine.Simulation;

/// <summary>
/// One process's access to the disk: batches and readings wait until the simulation carries them out; a crash leaves those behind
/// that were not, and may have written some that nobody was told of.
/// </summary>
internal sealed class SimulatedStore(SimulatedDisk disk, Random random) : IEngineStore
{
    private readonly Queue<(EngineBatch Batch, TaskCompletionSource Done)> batches = new();
    private readonly List<Action> answers = [];

    public int Waiting => batches.Count;

    public int Answers => answers.Count;

    /// <summary>Writes some of the waiting batches in one go; they are acknowledged later, one by one.</summary>
    public void Write()
    {
        for (var count = random.Next(1, batches.Count + 1); count > 0; count--)
        {
            var (batch, done) = batches.Dequeue();
            disk.Apply(batch);
            answers.Add(done.SetResult);
        }
    }

    /// <summary>The disk is full for a moment: what waits fails, and none of it is written.</summary>
    public void Fail()
    {
        while (batches.TryDequeue(out var waiting))
        {
            var failure = new StoreUnavailableException("The disk is full.");
            answers.Add(() => waiting.Done.SetException(failure));
        }
    }

    /// <summary>Tells someone that a batch is written, or what was read.</summary>
    public void Answer()
    {
        var index = random.Next(answers.Count);
        var answer = answers[index];
        answers.RemoveAt(index);
        answer();
    }

    /// <summary>The process dies, perhaps while it writes.</summary>
    public void Crash()
    {
        for (var count = random.Next(batches.Count + 1); count > 0; count--)
        {
            disk.Apply(batches.Dequeue().Batch);
        }

        batches.Clear();
        answers.Clear();
    }

    public ValueTask<(long Instances, long Messages)> OpenAsync(bool countDeaths, CancellationToken cancellationToken)
    {
        disk.CountDeath();
        return ValueTask.FromResult(disk.Highest);
    }

    public Task CloseAsync() => Task.CompletedTask;

    public Task TryAloneAsync(long seq)
    {
        var done = new TaskCompletionSource();
        answers.Add(done.SetResult);
        return done.Task;
    }

    public Task CommitAsync(EngineBatch batch)
    {
        var done = new TaskCompletionSource();
        batches.Enqueue((batch, done));
        return done.Task;
    }

    public ValueTask<StoredInstance?> LoadAsync(string id, CancellationToken cancellationToken) =>
        Later(disk.Find(id) is { IsOpen: true } row ? row.ToStored() : null);

    public ValueTask<InstanceRow?> FindAsync(string id, bool withInput, CancellationToken cancellationToken) =>
        ValueTask.FromResult(disk.Find(id)?.ToRow());

    public ValueTask<IReadOnlyList<InstanceRow>> ListAsync(InstanceFilter filter, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<InstanceRow>>([.. disk.Rows.Select(row => row.ToRow()).Where(filter.Accepts).Take(filter.Limit)]);

    public ValueTask<IReadOnlyList<InstanceRef>> ListBusyAsync(long afterSeq, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<InstanceRef>>([.. disk.Rows
            .Where(row => row.IsOpen && row.State.IsBusy && row.Seq > afterSeq)
            .OrderBy(row => row.Seq)
            .Take(limit)
            .Select(row => new InstanceRef(row.Id, row.Seq, 0))]);

    public ValueTask<IReadOnlyList<InstanceRef>> ListTimersAsync(
        (long Due, long Seq) after, long until, int limit, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<InstanceRef>>([.. disk.Rows
            .Where(row => row.State.NextTimer is { } due && due <= until && (due, row.Seq).CompareTo(after) > 0)
            .OrderBy(row => (row.State.NextTimer, row.Seq))
            .Take(limit)
            .Select(row => new InstanceRef(row.Id, row.Seq, row.State.NextTimer!.Value))]);

    public ValueTask<IReadOnlyList<string>> ListChildrenAsync(long seq, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>([]);

    public Task<bool> PurgeAsync(string id) => throw new NotSupportedException("Nothing is purged in a simulation.");

    /// <summary>Read now, answered now or later.</summary>
    private ValueTask<T> Later<T>(T value)
    {
        if (random.Next(2) == 0)
        {
            return ValueTask.FromResult(value);
        }

        var done = new TaskCompletionSource<T>();
        answers.Add(() => done.SetResult(value));
        return new ValueTask<T>(done.Task);
    }
}
