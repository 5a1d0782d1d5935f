namespace HiveFlow.Storage.Sqlite;

/// <summary>
/// What one submitter wants written, all or nothing. Many batches share a transaction and its fsync; each runs in a savepoint of
/// its own only when it may fail (<see cref="MayRefuse"/>).
/// </summary>
public abstract class SqliteBatch
{
    /// <summary>
    /// Runs the statements on the writer's thread. Must be quick, must not block or wait, and must do the same when called again:
    /// the writer repeats it when a neighbour's failure or an outage undid the transaction. An exception undoes this batch alone
    /// and comes out of <see cref="SqliteDatabase.SubmitAsync"/>; without <see cref="MayRefuse"/> that costs the neighbours a
    /// second run. <see cref="SqliteSession.Refuse"/> undoes it without an exception.
    /// </summary>
    public abstract void Apply(SqliteSession session);

    /// <summary>
    /// Whether <see cref="Apply"/> may end in a refusal (a lost version race, a duplicate) that must undo only this batch.
    /// </summary>
    public virtual bool MayRefuse => false;

    /// <summary>
    /// Whether the writer keeps this batch at the head of the queue and repeats it through disk-full and I/O errors, because its
    /// submitter has already gone on. Other batches fail with StoreUnavailableException then.
    /// </summary>
    public virtual bool IsRetained => false;
}
