namespace HiveFlow.Storage.Sqlite;

/// <summary>
/// The one file of the embedded host (WAL, synchronous=FULL): one writer thread that drains every waiting batch into one
/// transaction and one fsync, and a pool of reading connections that never wait for it.
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    private SqliteDatabase()
    {
    }

    /// <summary>Opens or creates the file and starts the writer. A file that another process has open for writing is an error.</summary>
    public static SqliteDatabase Open(SqliteOptions options) => throw new NotImplementedException();

    /// <summary>
    /// Queues a batch behind all that were submitted before (order is kept); the task ends when it is on disk, or with the exception
    /// of its <see cref="SqliteBatch.Apply"/>, or with StoreUnavailableException. Queued when the call returns unless the queue is
    /// full, then when there is room.
    /// </summary>
    public Task SubmitAsync(SqliteBatch batch) => throw new NotImplementedException();

    /// <summary>Runs a reading on a pooled connection (one WAL snapshot), on the calling thread when a connection is free.</summary>
    public ValueTask<TResult> ReadAsync<TState, TResult>(Func<SqliteSession, TState, TResult> read, TState state, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Writes what is queued, ends the writer, closes the file.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
