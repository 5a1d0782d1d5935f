using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.MongoDocuments;
using HiveFlow.Storage.Tests.Documents;

namespace HiveFlow.Storage.Tests.MongoDocuments;

/// <summary>A database of its own, dropped at the end.</summary>
public sealed class MongoStoreAdapter : IDocumentStoreAdapter
{
    private readonly string database = $"hiveflow-test-{Guid.NewGuid():n}";
    private MongoDocumentStore? store;

    public static Type StoreType => typeof(MongoDocumentStore);

    public Task<IDocumentStore> OpenAsync(IReadOnlyList<ICollectionDefinition> collections, TimeProvider clock)
    {
        store?.Dispose();
        store = new MongoDocumentStore(
            new MongoOptions { ConnectionString = new Secret(NeedsMongoAttribute.ConnectionString!), Database = database }, collections, clock);
        return Task.FromResult<IDocumentStore>(store);
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            await store.DropAsync();
            store.Dispose();
        }
    }
}
