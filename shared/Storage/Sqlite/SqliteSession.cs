using SQLitePCL;

namespace HiveFlow.Storage.Sqlite;

/// <summary>One connection with its prepared statements, by their SQL. Used by one thread at a time.</summary>
public sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);
    private readonly sqlite3 connection;
    private bool refused;

    internal SqliteSession(sqlite3 connection) => this.connection = connection;

    /// <summary>
    /// The statement for this SQL, prepared at its first use, reset and without old values. Only for SQL from a fixed set: each text
    /// is kept as long as the connection.
    /// </summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(connection, sql);
            statements.Add(sql, statement);
        }

        statement.Reset();
        return statement;
    }

    /// <summary>Runs one or more statements without values and keeps nothing of them; for schemas.</summary>
    public void Run(string sql) => SqliteFaults.Check(connection, raw.sqlite3_exec(connection, sql));

    /// <summary>The row id of the last insert.</summary>
    public long LastInsertRowId => raw.sqlite3_last_insert_rowid(connection);

    /// <summary>
    /// Called by a batch that <see cref="SqliteBatch.MayRefuse"/>: what it wrote is undone, and its task ends without an exception,
    /// once the transaction that the refusal rests on is on disk.
    /// </summary>
    public void Refuse() => refused = true;

    internal bool TakeRefusal()
    {
        var was = refused;
        refused = false;
        return was;
    }

    /// <summary>Has the statement that runs on another thread fail soon; the one call that may come from another thread.</summary>
    internal void Interrupt() => raw.sqlite3_interrupt(connection);

    internal bool IsInTransaction => raw.sqlite3_get_autocommit(connection) == 0;

    /// <summary>Ends every reading that an exception left open.</summary>
    internal void ResetAll()
    {
        refused = false;
        foreach (var statement in statements.Values)
        {
            statement.Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
        connection.Dispose();
    }
}
