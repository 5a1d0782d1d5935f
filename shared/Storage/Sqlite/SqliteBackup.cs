using HiveFlow.Storage.Documents;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HiveFlow.Storage.Sqlite;

/// <summary>An online copy by <c>VACUUM INTO</c> (sqlite.org/lang_vacuum.html): one snapshot, compact, and complete under its final name only.</summary>
internal static class SqliteBackup
{
    public static void Run(SqliteConnector connector, string path, CancellationToken cancellationToken)
    {
        var unfinished = path + ".unfinished";
        if (File.Exists(path))
        {
            throw new IOException("The file of the backup exists already.");
        }

        try
        {
            // Made before it is filled, so that it is never readable by others.
            SqliteConnector.CreateEmpty(unfinished);
            using (var session = connector.OpenReader())
            using (cancellationToken.Register(session.Interrupt))
            {
                session.Prepare("VACUUM INTO ?1").Bind(1, unfinished).Execute();
            }

            using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
            {
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: false);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("The backup was cancelled.", failure, cancellationToken);
        }
        catch (Exception failure) when (SqliteFaults.IsOutage(failure))
        {
            throw new StoreUnavailableException(SqliteFaults.Describe(failure), failure);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
