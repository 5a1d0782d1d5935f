namespace HiveFlow.Storage.Sqlite;

/// <summary>A queued batch and whom to tell.</summary>
internal readonly record struct PendingBatch(SqliteBatch Batch, TaskCompletionSource Done);
