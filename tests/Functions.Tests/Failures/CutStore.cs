using HiveFlow.FreshStore;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Failures;

/// <summary>
/// The host's store, where one chosen write ends whoever makes it, before it is made or after, and only once; or where what the test does itself
/// ends after so many writes.
/// </summary>
internal sealed class CutStore : ForwardingStore, IAsyncDisposable
{
    private readonly SqliteDocumentStore inner;
    private readonly AsyncLocal<Life?> life = new();
    private volatile Cut? next;

    public CutStore(IServiceProvider provider)
        : this(new SqliteDocumentStore(
            provider.GetRequiredService<SqliteDatabase>(), provider.GetServices<ICollectionDefinition>(), provider.GetRequiredService<TimeProvider>()))
    {
    }

    private CutStore(SqliteDocumentStore inner)
        : base(inner) => this.inner = inner;

    /// <summary>Chooses it; the task ends when it was met.</summary>
    public Task CutAt(Func<DocumentWrite, bool> write, bool isBefore)
    {
        var cut = new Cut(write, isBefore);
        next = cut;
        return cut.Met.Task;
    }

    /// <summary>Does something that ends like a process with its so-manieth write, which is made still. False when it came to its own end before.</summary>
    public async Task<bool> DiesAfterAsync(int writes, Func<Task> work)
    {
        var mine = new Life { Left = writes };
        life.Value = mine;
        try
        {
            await work();
        }
        catch (StoreUnavailableException) when (mine.Left <= 0)
        {
        }

        return mine.Left <= 0;
    }

    public override async Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        if (life.Value is { } mine)
        {
            return await WriteAsync(mine, writes, cancellationToken);
        }

        var cut = next;
        if (cut is null || !writes.Any(cut.Write) || Interlocked.CompareExchange(ref next, null, cut) != cut)
        {
            return await inner.WriteAsync(writes, cancellationToken);
        }

        if (!cut.IsBefore)
        {
            await inner.WriteAsync(writes, cancellationToken);
        }

        cut.Met.TrySetResult();
        throw new StoreUnavailableException("The process died here.");
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<WriteResult> WriteAsync(Life mine, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        if (mine.Left <= 0)
        {
            throw new StoreUnavailableException("The process is dead.");
        }

        var result = await inner.WriteAsync(writes, cancellationToken);
        return --mine.Left > 0 ? result : throw new StoreUnavailableException("The process died here.");
    }

    private sealed class Life
    {
        public int Left { get; set; }
    }

    private sealed record Cut(Func<DocumentWrite, bool> Write, bool IsBefore)
    {
        public TaskCompletionSource Met { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
