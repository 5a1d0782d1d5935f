using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.Tests.Documents;

/// <summary>Opens an empty store of one kind for the suites of the contract.</summary>
public interface IDocumentStoreAdapter : IAsyncDisposable
{
    /// <summary>The kind.</summary>
    static abstract Type StoreType { get; }

    /// <summary>Opens it; the second call opens the same data again with other declarations.</summary>
    Task<IDocumentStore> OpenAsync(IReadOnlyList<ICollectionDefinition> collections, TimeProvider clock);
}
