using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.Sqlite;

/// <summary>A bounded pool of reading sessions; a reading runs on the thread that asks, in one snapshot of the database.</summary>
internal sealed class SqliteReaders(SqliteConnector connector, int most) : IAsyncDisposable
{
    private readonly SemaphoreSlim free = new(most, most);
    private readonly Lock gate = new();
    private readonly Stack<SqliteSession> idle = new(most);
    private bool closed;

    public ValueTask<TResult> ReadAsync<TState, TResult>(
        Func<SqliteSession, TState, TResult> read, TState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!free.Wait(0, CancellationToken.None))
        {
            return WaitAndReadAsync(read, state, cancellationToken);
        }

        try
        {
            return new ValueTask<TResult>(Read(read, state));
        }
        finally
        {
            free.Release();
        }
    }

    private async ValueTask<TResult> WaitAndReadAsync<TState, TResult>(
        Func<SqliteSession, TState, TResult> read, TState state, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        try
        {
            return Read(read, state);
        }
        finally
        {
            free.Release();
        }
    }

    private TResult Read<TState, TResult>(Func<SqliteSession, TState, TResult> read, TState state)
    {
        SqliteSession? session = null;
        var intact = false;
        try
        {
            session = Rent();
            session.Prepare("BEGIN").Execute();
            var result = read(session, state);
            session.Prepare("COMMIT").Execute();
            intact = true;
            return result;
        }
        catch (Exception failure) when (SqliteFaults.IsOutage(failure))
        {
            throw new StoreUnavailableException(SqliteFaults.Describe(failure), failure);
        }
        finally
        {
            if (session is not null)
            {
                Return(session, intact);
            }
        }
    }

    private SqliteSession Rent()
    {
        lock (gate)
        {
            if (closed)
            {
                throw new StoreUnavailableException("The database is closed.");
            }

            if (idle.TryPop(out var session))
            {
                return session;
            }
        }

        return connector.OpenReader();
    }

    private void Return(SqliteSession session, bool intact)
    {
        lock (gate)
        {
            if (intact && !closed)
            {
                idle.Push(session);
                return;
            }
        }

        session.Dispose();
    }

    /// <summary>Waits for the readings that run, and closes their connections.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closed = true;
        }

        for (var i = 0; i < most; i++)
        {
            await free.WaitAsync();
        }

        while (idle.TryPop(out var session))
        {
            session.Dispose();
        }

        free.Release(most);
    }
}
