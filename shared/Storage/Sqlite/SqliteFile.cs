using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.Sqlite;

/// <summary>What can be done with a database file from outside the process that has it open, or with one that nobody has.</summary>
public static class SqliteFile
{
    private const int CheckpointPages = 1_000;

    /// <summary>
    /// Copies a database, as it is at one moment, into a new file readable by its owner alone, while another process may go on writing. A
    /// database that is not there is a <see cref="FileNotFoundException"/>, an existing copy an <see cref="IOException"/>, one that cannot
    /// be read a <see cref="StoreUnavailableException"/>. The log of the database grows meanwhile.
    /// </summary>
    public static Task BackupAsync(string path, string copy, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(copy);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no database {path}.", path);
        }

        return Task.Factory.StartNew(
            () => SqliteBackup.Run(new SqliteConnector(path, CheckpointPages), copy, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>Reads a whole database; gives what is wrong with it, null when nothing is.</summary>
    public static string? Check(string path)
    {
        try
        {
            using var session = new SqliteConnector(path, CheckpointPages).OpenReader();
            var answer = session.Prepare("PRAGMA integrity_check(1)");
            var said = answer.Step() ? answer.GetString(0) : "nothing was said";
            answer.Reset();
            return said == "ok" ? null : said;
        }
        catch (Exception failure) when (SqliteFaults.IsOutage(failure))
        {
            return SqliteFaults.Describe(failure);
        }
    }
}
