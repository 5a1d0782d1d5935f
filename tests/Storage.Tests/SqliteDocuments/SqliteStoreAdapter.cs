using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using HiveFlow.Storage.Tests.Documents;

namespace HiveFlow.Storage.Tests.SqliteDocuments;

/// <summary>The embedded database in a folder of its own.</summary>
public sealed class SqliteStoreAdapter : IDocumentStoreAdapter
{
    private readonly TemporaryFolder folder = new();
    private SqliteDocumentStore? store;

    public static Type StoreType => typeof(SqliteDocumentStore);

    internal SqliteDatabase? Database { get; private set; }

    public async Task<IDocumentStore> OpenAsync(IReadOnlyList<ICollectionDefinition> collections, TimeProvider clock)
    {
        await CloseAsync();
        Database = SqliteDatabase.Open(new SqliteOptions { Path = folder.File("test.db") });
        store = new SqliteDocumentStore(Database, collections, clock);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        folder.Dispose();
    }

    private async Task CloseAsync()
    {
        if (store is not null && Database is not null)
        {
            await store.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
