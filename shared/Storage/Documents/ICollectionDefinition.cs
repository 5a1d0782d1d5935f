namespace HiveFlow.Storage.Documents;

/// <summary>What an adapter needs to know of a collection to create it, whatever the document's type.</summary>
public interface ICollectionDefinition
{
    /// <summary>The collection's name.</summary>
    string Name { get; }

    /// <summary>Its declared indexes.</summary>
    IReadOnlyList<DocumentIndex> Indexes { get; }

    /// <summary>When a document may be removed by itself; null when documents of this collection never expire.</summary>
    Func<object, DateTimeOffset?>? ExpiresAt { get; }

    /// <summary>Reads a stored document, to compute the values of an index that was declared after it was written.</summary>
    object Deserialize(ReadOnlySpan<byte> utf8Json);

    /// <summary>Deletes up to so many (1 to 1,000) of a tenant's documents, whatever they are; gives how many. For what is being removed whole.</summary>
    Task<int> RemoveSomeAsync(IDocumentStore store, Tenant tenant, int count, CancellationToken cancellationToken);
}
