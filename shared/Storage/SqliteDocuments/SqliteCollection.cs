using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>A registered collection: its table, its queries, and how far its schema is.</summary>
internal sealed class SqliteCollection(SqliteDatabase database, SqliteTable table)
{
    private volatile bool hasIdIndex;

    public SqliteTable Table { get; } = table;

    public SqliteQuerySql Queries { get; } = new(table);

    /// <summary>Brings the table to its declaration.</summary>
    public async Task CreateAsync()
    {
        var batch = new SqliteSchemaBatch(Table);
        await database.SubmitAsync(batch);
        hasIdIndex = batch.HasIdIndex;
    }

    /// <summary>Ends when queries by id alone have their index.</summary>
    public ValueTask NeedIdIndexAsync() => hasIdIndex ? ValueTask.CompletedTask : new ValueTask(BuildIdIndexAsync());

    private async Task BuildIdIndexAsync()
    {
        await database.SubmitAsync(new SqliteIdIndexBatch(Table));
        hasIdIndex = true;
    }
}
