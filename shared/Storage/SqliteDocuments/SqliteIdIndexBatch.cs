using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>
/// Builds the index of queries by id alone, the first time that one comes to a collection. Most collections never see such a query:
/// measured with the records of steps, the index would halve what can be written.
/// </summary>
internal sealed class SqliteIdIndexBatch(SqliteTable table) : SqliteBatch
{
    public override bool MayRefuse => true;

    public override void Apply(SqliteSession session) => session.Run(table.CreateIdIndex);
}
