using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace HiveFlow.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It takes everything that waits, up to a group, into one transaction, and tells the submitters after
/// its fsync. Alone, a batch waits for nothing; under load hundreds share the fsync.
/// </summary>
internal sealed partial class SqliteWriter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private const int AttemptsAfterClose = 10;

    private readonly SqliteConnector connector;
    private readonly SqliteWriteQueue queue;
    private readonly SqliteTransaction transaction = new();
    private readonly int maxGroup;
    private readonly ILogger logger;
    private readonly List<PendingBatch> group = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteSession? session;
    private volatile string? outage;

    public SqliteWriter(SqliteConnector connector, SqliteSession session, SqliteWriteQueue queue, int maxGroup, ILogger logger)
    {
        this.connector = connector;
        this.session = session;
        this.queue = queue;
        this.maxGroup = maxGroup;
        this.logger = logger;
        new Thread(Run) { Name = "SQLite writer", IsBackground = true }.Start();
    }

    /// <summary>Why nothing can be written at the moment; null when it can.</summary>
    public string? Outage => outage;

    /// <summary>Ends when the queue is closed and everything in it is written or has failed.</summary>
    public Task Ended => ended.Task;

    private void Run()
    {
        try
        {
            while (group.Count > 0 || queue.WaitForBatch())
            {
                queue.Take(group, maxGroup);
                WriteGroup();
            }
        }
        catch (Exception bug)
        {
            LogWriterDied(bug);
            outage = "The writer has failed.";
            queue.Close();
            queue.Take(group, int.MaxValue);
            FailGroup(bug, retained: true);
        }
        finally
        {
            session?.Dispose();
            ended.SetResult();
        }
    }

    /// <summary>Writes the group or, when the disk does not let it, fails what may fail and tries the rest again and again.</summary>
    private void WriteGroup()
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            if (Attempt() is not { } failure)
            {
                return;
            }

            FailGroup(failure, retained: false);
            if (group.Count == 0)
            {
                return;
            }

            if (queue.Pause(pause) && attempt >= AttemptsAfterClose)
            {
                FailGroup(failure, retained: true);
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            queue.Take(group, maxGroup);
        }
    }

    /// <summary>One transaction; gives the outage that undid it.</summary>
    private Exception? Attempt()
    {
        try
        {
            session ??= connector.OpenWriter();
            transaction.Commit(session, group);
        }
        catch (Exception failure) when (SqliteFaults.IsOutage(failure))
        {
            if (outage is null)
            {
                LogOutage(failure);
            }

            outage = SqliteFaults.Describe(failure);
            Abandon(failure);
            return failure;
        }

        if (outage is not null)
        {
            outage = null;
            LogRecovered();
        }

        Tell();
        return null;
    }

    private void Tell()
    {
        for (var i = 0; i < group.Count; i++)
        {
            if (transaction.FaultOf(i) is { } fault)
            {
                Fail(group[i], fault);
            }
            else
            {
                group[i].Done.SetResult();
            }
        }

        group.Clear();
    }

    private void FailGroup(Exception failure, bool retained)
    {
        var kept = 0;
        for (var i = 0; i < group.Count; i++)
        {
            var pending = group[i];
            if (!retained && pending.Batch.IsRetained)
            {
                group[kept++] = pending;
            }
            else
            {
                Fail(pending, new StoreUnavailableException(SqliteFaults.Describe(failure), failure));
            }
        }

        group.RemoveRange(kept, group.Count - kept);
    }

    private void Fail(PendingBatch pending, Exception failure)
    {
        if (pending.Batch.IsRetained)
        {
            LogLost(failure, pending.Batch.GetType().Name);
        }

        pending.Done.SetException(failure);
    }

    private void Abandon(Exception failure)
    {
        if (session is { } broken && !SqliteFaults.LeavesConnectionUsable(failure))
        {
            session = null;
            broken.Dispose();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The database cannot be written; trying again until it can")]
    private partial void LogOutage(Exception failure);

    [LoggerMessage(2, LogLevel.Information, "The database can be written again")]
    private partial void LogRecovered();

    [LoggerMessage(3, LogLevel.Critical, "A queued write ({Batch}) is lost")]
    private partial void LogLost(Exception failure, string batch);

    [LoggerMessage(4, LogLevel.Critical, "The writer has failed; nothing can be written until the process starts again")]
    private partial void LogWriterDied(Exception bug);
}
