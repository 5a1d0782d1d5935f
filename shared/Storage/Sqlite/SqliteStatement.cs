using System.Buffers;
using System.Text;
using SQLitePCL;

namespace HiveFlow.Storage.Sqlite;

/// <summary>
/// A prepared statement kept for the life of its connection: bind, step, read, reset, without allocations of ADO.NET. Parameters
/// and columns count as SQLite does: parameters from 1, columns from 0. Values are copied when bound. Not thread-safe.
/// </summary>
public sealed class SqliteStatement : IDisposable
{
    private const int StackBytes = 512;

    private readonly sqlite3 connection;
    private readonly sqlite3_stmt statement;
    private bool used;

    internal SqliteStatement(sqlite3 connection, string sql)
    {
        this.connection = connection;
        Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
    }

    /// <summary>Binds an integer.</summary>
    public SqliteStatement Bind(int parameter, long value)
    {
        used = true;
        Check(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    /// <summary>Binds an integer or NULL.</summary>
    public SqliteStatement Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : BindNull(parameter);

    /// <summary>Binds a text (all of it, also after a NUL) or NULL.</summary>
    public SqliteStatement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            return BindNull(parameter);
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most <= StackBytes)
        {
            Span<byte> small = stackalloc byte[StackBytes];
            return BindUtf8(parameter, small[..Encoding.UTF8.GetBytes(value, small)]);
        }

        var large = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            return BindUtf8(parameter, large.AsSpan(0, Encoding.UTF8.GetBytes(value, large)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(large);
        }
    }

    /// <summary>Binds bytes.</summary>
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        used = true;
        Check(raw.sqlite3_bind_blob(statement, parameter, value));
        return this;
    }

    /// <summary>Binds UTF-8 as text.</summary>
    public SqliteStatement BindUtf8(int parameter, ReadOnlySpan<byte> value)
    {
        used = true;
        Check(raw.sqlite3_bind_text(statement, parameter, value));
        return this;
    }

    /// <summary>Binds NULL.</summary>
    public SqliteStatement BindNull(int parameter)
    {
        used = true;
        Check(raw.sqlite3_bind_null(statement, parameter));
        return this;
    }

    /// <summary>Runs to the end and resets; gives the number of rows changed by this insert, update or delete.</summary>
    public int Execute()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(connection);
    }

    /// <summary>One row further; false at the end, and then the statement is reset.</summary>
    public bool Step()
    {
        used = true;
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }

        try
        {
            Check(code);
            return false;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Ends a reading before its last row and forgets the bound values.</summary>
    public void Reset()
    {
        if (!used)
        {
            return;
        }

        raw.sqlite3_reset(statement);
        raw.sqlite3_clear_bindings(statement);
        used = false;
    }

    /// <summary>Whether the column is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>Whether the column holds an integer.</summary>
    public bool IsInteger(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_INTEGER;

    /// <summary>An integer column.</summary>
    public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>A text column; null when NULL.</summary>
    public string? GetString(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(GetBytes(column));

    /// <summary>A blob or text column's bytes, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> GetBytes(int column) => raw.sqlite3_column_blob(statement, column);

    /// <inheritdoc/>
    public void Dispose() => statement.Dispose();

    private void Check(int code) => SqliteFaults.Check(connection, code);
}
