using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Storage.Sqlite;

/// <summary>
/// The one file of the embedded host (WAL, synchronous=FULL): one writer thread that drains every waiting batch into one
/// transaction and one fsync, and a pool of reading connections that never wait for it.
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    private readonly SqliteFileLock fileLock;
    private readonly SqliteConnector connector;
    private readonly SqliteWriteQueue queue;
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;
    private int disposed;

    private SqliteDatabase(SqliteOptions options, SqliteFileLock fileLock, SqliteConnector connector, SqliteSession session, ILogger logger)
    {
        this.fileLock = fileLock;
        this.connector = connector;
        queue = new SqliteWriteQueue(options.QueueCapacity);
        writer = new SqliteWriter(connector, session, queue, options.MaxGroup, logger);
        readers = new SqliteReaders(connector, options.Readers);
    }

    /// <summary>
    /// Opens or creates the file and starts the writer. A file that someone else has open for writing is a
    /// <see cref="SqliteFileInUseException"/>; one that cannot be opened or is no database, a <see cref="StoreUnavailableException"/>.
    /// </summary>
    public static SqliteDatabase Open(SqliteOptions options, ILogger<SqliteDatabase>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var fileLock = SqliteFileLock.Take(options.Path);
        try
        {
            var connector = new SqliteConnector(options.Path, options.CheckpointPages);
            return new SqliteDatabase(options, fileLock, connector, connector.OpenWriter(), logger ?? NullLogger<SqliteDatabase>.Instance);
        }
        catch (Exception failure)
        {
            fileLock.Dispose();
            if (SqliteFaults.IsOutage(failure))
            {
                throw new StoreUnavailableException(SqliteFaults.Describe(failure), failure);
            }

            throw;
        }
    }

    /// <summary>Why nothing can be written at the moment, as one sentence; null when the last write went well.</summary>
    public string? Outage => writer.Outage;

    /// <summary>
    /// Queues a batch behind all that were submitted before (order is kept); the task ends when it is on disk, or with the exception
    /// of its <see cref="SqliteBatch.Apply"/>, or with <see cref="StoreUnavailableException"/>. Queued when the call returns.
    /// </summary>
    public Task SubmitAsync(SqliteBatch batch) => SubmitAsync(batch, isUrgent: true);

    /// <summary>
    /// The same; one that is not urgent is written with the next that is, or after some milliseconds.
    /// </summary>
    internal Task SubmitAsync(SqliteBatch batch, bool isUrgent)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return queue.TryAdd(new PendingBatch(batch, done, isUrgent), asksForRoom: false, out _) ? done.Task : Task.FromException(Refused());
    }

    /// <summary>
    /// Queues a retained batch behind all that were submitted before and ends when it has its place in the queue: at once, unless
    /// the queue is full. The task that it gives ends when the batch is on disk, no later than anything submitted afterwards; it shares
    /// the commit of what is submitted within the next milliseconds.
    /// </summary>
    public ValueTask<Task> EnqueueAsync(SqliteBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!batch.IsRetained)
        {
            throw new ArgumentException("Only a retained batch may be left alone.", nameof(batch));
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!queue.TryAdd(new PendingBatch(batch, done, IsUrgent: false), asksForRoom: true, out var room))
        {
            return ValueTask.FromException<Task>(Refused());
        }

        return room is null ? new ValueTask<Task>(done.Task) : new ValueTask<Task>(AfterAsync(room.Task, done.Task));
    }

    /// <summary>
    /// Runs a reading on a pooled connection (one WAL snapshot), on the calling thread when a connection is free. It must not keep
    /// the session, and must not block. Throws <see cref="StoreUnavailableException"/> when the file cannot be read.
    /// </summary>
    public ValueTask<TResult> ReadAsync<TState, TResult>(
        Func<SqliteSession, TState, TResult> read, TState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return readers.ReadAsync(read, state, cancellationToken);
    }

    /// <summary>
    /// Copies the database, as it is at one moment, into a new file readable by its owner alone, while everything goes on; nobody waits
    /// for it. An existing file is an <see cref="IOException"/>. The log of the database grows meanwhile.
    /// </summary>
    public Task BackupAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Task.Factory.StartNew(
            () => SqliteBackup.Run(connector, path, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>Writes what is queued, ends the writer, closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        queue.Close();
        await readers.DisposeAsync();
        await writer.Ended;
        fileLock.Dispose();
    }

    private static async Task<Task> AfterAsync(Task room, Task done)
    {
        await room;
        return done;
    }

    private static StoreUnavailableException Refused() => new("The store is closing or has too much to write.");
}
