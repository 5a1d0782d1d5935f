using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>Removes some expired documents; few at a time, so that other writes never wait long.</summary>
internal sealed class SqlitePurgeBatch(SqliteTable table, long untilMilliseconds) : SqliteBatch
{
    private const int Most = 500;

    /// <summary>Whether more may be left.</summary>
    public bool WasFull { get; private set; }

    public override bool MayRefuse => true;

    public override void Apply(SqliteSession session) =>
        WasFull = session.Prepare(table.Purge).Bind(1, untilMilliseconds).Bind(2, Most).Execute() == Most;
}
