namespace HiveFlow.Storage.Sqlite;

/// <summary>Runs a group of batches in one transaction and remembers the batches that failed by themselves.</summary>
internal sealed class SqliteTransaction
{
    private readonly Dictionary<int, Exception> faults = [];

    /// <summary>The exception of the batch at this place in the last group; null when it was written or refused.</summary>
    public Exception? FaultOf(int index) => faults.Count == 0 ? null : faults.GetValueOrDefault(index);

    /// <summary>Returns when the group is on disk. An outage comes out as its exception, with nothing written.</summary>
    public void Commit(SqliteSession session, List<PendingBatch> group)
    {
        faults.Clear();
        while (!TryCommit(session, group))
        {
            // A batch failed and took the transaction with it: the others run again without it.
        }
    }

    private bool TryCommit(SqliteSession session, List<PendingBatch> group)
    {
        try
        {
            session.Prepare("BEGIN IMMEDIATE").Execute();
            for (var i = 0; i < group.Count; i++)
            {
                if (!faults.ContainsKey(i) && !TryApply(session, group[i].Batch, i))
                {
                    Undo(session);
                    return false;
                }
            }

            session.Prepare("COMMIT").Execute();
            return true;
        }
        catch
        {
            Undo(session);
            throw;
        }
    }

    /// <summary>False when the batch failed and the whole transaction must be undone.</summary>
    private bool TryApply(SqliteSession session, SqliteBatch batch, int index)
    {
        if (batch.MayRefuse)
        {
            session.Prepare("SAVEPOINT batch").Execute();
        }

        try
        {
            batch.Apply(session);
            if (!session.TakeRefusal())
            {
                Release(session, batch.MayRefuse);
                return true;
            }

            if (!batch.MayRefuse)
            {
                throw new InvalidOperationException($"{batch.GetType().Name} refused, but does not say that it may.");
            }
        }
        catch (Exception fault) when (!SqliteFaults.IsOutage(fault))
        {
            faults[index] = fault;
            session.ResetAll();
            if (!batch.MayRefuse || !session.IsInTransaction)
            {
                return false;
            }
        }

        session.Prepare("ROLLBACK TO batch").Execute();
        Release(session, true);
        return true;
    }

    private static void Release(SqliteSession session, bool hasSavepoint)
    {
        if (hasSavepoint)
        {
            session.Prepare("RELEASE batch").Execute();
        }
    }

    private static void Undo(SqliteSession session)
    {
        session.ResetAll();
        if (session.IsInTransaction)
        {
            session.Prepare("ROLLBACK").Execute();
        }
    }
}
