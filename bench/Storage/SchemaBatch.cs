using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.Bench;

/// <summary>Makes the table.</summary>
internal sealed class SchemaBatch : SqliteBatch
{
    public override void Apply(SqliteSession session) => session.Run(RowsBatch.Schema);
}
