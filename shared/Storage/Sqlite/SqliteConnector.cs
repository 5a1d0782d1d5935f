using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HiveFlow.Storage.Sqlite;

/// <summary>Opens sessions on the one file, each with the settings that its use needs.</summary>
internal sealed class SqliteConnector(string path, int checkpointPages)
{
    private const int BusyTimeoutMilliseconds = 5_000;

    // Each session is used by one thread at a time, so SQLite's own mutexes would only cost.
    private const int NoMutex = raw.SQLITE_OPEN_NOMUTEX;

    // SQLITE_DBCONFIG_ENABLE_QPSG: a plan never depends on bound values. Without it, this build (STAT4) prepares a statement anew each
    // time other values are bound, which was a third of the time of a reading.
    private const int StablePlans = 1007;

    // No memory map: a disk error behind it would end the process instead of one statement (sqlite.org/mmap.html).
    static SqliteConnector() => Batteries_V2.Init();

    /// <summary>
    /// For the writer, which also makes the checkpoints: on two cores a checkpoint beside it delayed a lonely commit's 99th percentile
    /// from 0.3 to 2 ms. Makes the file when it is missing, readable by its owner alone; SQLite gives WAL and index
    /// the same mode.
    /// </summary>
    public SqliteSession OpenWriter()
    {
        if (!File.Exists(path))
        {
            CreateEmpty(path);
        }

        return Open(raw.SQLITE_OPEN_READWRITE | NoMutex, $"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = {checkpointPages};
            PRAGMA journal_size_limit = 67108864;
            PRAGMA cache_size = -32768;
            PRAGMA temp_store = MEMORY;
            PRAGMA trusted_schema = OFF;
            """);
    }

    /// <summary>For reading; every write is refused by SQLite.</summary>
    public SqliteSession OpenReader() =>
        Open(raw.SQLITE_OPEN_READONLY | NoMutex, "PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;");

    private SqliteSession Open(int flags, string settings)
    {
        var code = raw.sqlite3_open_v2(path, out var connection, flags, null);
        if (code != raw.SQLITE_OK)
        {
            connection?.Dispose();
            throw new SqliteException("The database file cannot be opened.", code);
        }

        var session = new SqliteSession(connection);
        try
        {
            SqliteFaults.Check(connection, raw.sqlite3_busy_timeout(connection, BusyTimeoutMilliseconds));
            SqliteFaults.Check(connection, raw.sqlite3_db_config(connection, StablePlans, 1, out _));
            session.Run(settings);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Makes a missing file, readable by its owner alone.</summary>
    public static void CreateEmpty(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }
}
