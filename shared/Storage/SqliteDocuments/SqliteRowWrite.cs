using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>A write with everything computed that the writer's thread should not have to.</summary>
internal readonly record struct SqliteRowWrite(SqliteTable Table, DocumentWrite Write, IndexValue[] Values, long? Expires)
{
    public static SqliteRowWrite Of(SqliteTable table, DocumentWrite write) => write.Document is { } document
        ? new SqliteRowWrite(
            table,
            write,
            IndexedValues.Of(table.Collection, document),
            table.Collection.ExpiresAt?.Invoke(document)?.ToUnixTimeMilliseconds())
        : new SqliteRowWrite(table, write, [], null);
}
