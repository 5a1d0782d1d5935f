using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>Removes expired documents once a minute.</summary>
internal sealed partial class SqlitePurger : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly SqliteDatabase database;
    private readonly SqliteTable[] tables;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private bool stopped;

    public SqlitePurger(SqliteDatabase database, IEnumerable<SqliteTable> tables, TimeProvider clock, ILogger logger)
    {
        this.database = database;
        this.tables = [.. tables.Where(table => table.Collection.ExpiresAt is not null)];
        this.clock = clock;
        this.logger = logger;
        timer = clock.CreateTimer(static purger => ((SqlitePurger)purger!).Start(), this, Period, Period);
    }

    /// <summary>Ends when the purge that runs has ended.</summary>
    public Task Running
    {
        get
        {
            lock (gate)
            {
                return running;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            stopped = true;
        }

        await timer.DisposeAsync();
        await Running;
    }

    private void Start()
    {
        lock (gate)
        {
            if (!stopped && running.IsCompleted)
            {
                running = PurgeAsync();
            }
        }
    }

    private async Task PurgeAsync()
    {
        try
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var table in tables)
            {
                SqlitePurgeBatch batch;
                do
                {
                    batch = new SqlitePurgeBatch(table, now);
                    await database.SubmitAsync(batch);
                }
                while (batch.WasFull && !stopped);
            }
        }
        catch (StoreUnavailableException)
        {
            // The writer has logged the outage; the next minute tries again.
        }
        catch (Exception failure)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(20, LogLevel.Error, "Expired documents could not be removed")]
    private partial void LogFailed(Exception failure);
}
