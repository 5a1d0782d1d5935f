using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.Bench;

/// <summary>Rows under ascending keys, as the engine writes the events of a turn.</summary>
internal sealed class RowsBatch(long firstKey, int rows, ReadOnlyMemory<byte> value) : SqliteBatch
{
    public const string Schema = "CREATE TABLE IF NOT EXISTS bench (key INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT";

    public override void Apply(SqliteSession session)
    {
        for (var i = 0; i < rows; i++)
        {
            session.Prepare("INSERT INTO bench (key, value) VALUES (?1, ?2)").Bind(1, firstKey + i).Bind(2, value.Span).Execute();
        }
    }
}
