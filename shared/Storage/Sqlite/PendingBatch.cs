namespace HiveFlow.Storage.Sqlite;

/// <summary>A queued batch and whom to tell; nobody when its submitter asked only for a place in the queue.</summary>
internal readonly record struct PendingBatch(SqliteBatch Batch, TaskCompletionSource? Done);
