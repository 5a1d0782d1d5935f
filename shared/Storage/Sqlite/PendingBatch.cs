namespace HiveFlow.Storage.Sqlite;

/// <summary>A queued batch, whom to tell, and whether somebody waits for that; else it may wait for others to share their fsync.</summary>
internal readonly record struct PendingBatch(SqliteBatch Batch, TaskCompletionSource Done, bool IsUrgent);
