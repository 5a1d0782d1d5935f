using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HiveFlow.Storage.Sqlite;

/// <summary>Tells the faults of a statement (ours) from those of the file and its disk (outages, which pass).</summary>
internal static class SqliteFaults
{
    /// <summary>Whether the disk, the file or memory failed, and not the statement (result codes: sqlite.org/rescode.html).</summary>
    public static bool IsOutage(Exception failure) => failure is SqliteException { SqliteErrorCode: var code } && code is
        raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_BUSY
        or raw.SQLITE_LOCKED or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL or raw.SQLITE_NOLFS;

    /// <summary>Whether a connection may be used on after this outage.</summary>
    public static bool LeavesConnectionUsable(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED };

    /// <summary>One readable sentence without paths.</summary>
    public static string Describe(Exception failure) => failure is SqliteException { SqliteErrorCode: var code }
        ? code switch
        {
            raw.SQLITE_FULL => "The disk is full.",
            raw.SQLITE_IOERR => "The disk failed to read or write.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM => "The database may not be written.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "The database file is damaged.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "The database is locked by another program.",
            _ => $"The database cannot be used (SQLite code {code}).",
        }
        : "The database cannot be used.";

    public static void Check(sqlite3 connection, int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            throw new SqliteException(raw.sqlite3_errmsg(connection).utf8_to_string(), code, raw.sqlite3_extended_errcode(connection));
        }
    }
}
