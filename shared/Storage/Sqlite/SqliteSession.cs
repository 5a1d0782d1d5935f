using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HiveFlow.Storage.Sqlite;

/// <summary>One connection's prepared statements, by their SQL. Used by one thread at a time.</summary>
public sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);
    private readonly sqlite3 connection;

    internal SqliteSession(SqliteConnection connection) =>
        this.connection = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");

    /// <summary>The statement for this constant SQL, prepared at its first use and reset.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(connection, sql);
            statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>The row id of the last insert.</summary>
    public long LastInsertRowId => raw.sqlite3_last_insert_rowid(connection);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
    }
}
