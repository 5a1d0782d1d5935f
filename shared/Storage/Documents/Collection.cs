using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HiveFlow.Storage.Documents;

/// <summary>
/// A typed collection: its name, how a document becomes JSON, and the indexes that queries may use. Declared once as a static
/// field of the capability that owns it and registered with <c>services.AddCollection(…)</c>; adapters create tables and indexes
/// from it at start-up.
/// </summary>
/// <typeparam name="T">The document. Serialized with the given contract; a source-generated one on hot paths.</typeparam>
public sealed class Collection<T>(string name, JsonTypeInfo<T> json) : ICollectionDefinition
    where T : class
{
    private readonly List<DocumentIndex> indexes = [];

    /// <summary>The collection's name: lower-case letters, digits and <c>_</c>, beginning with a letter, at most 40.</summary>
    public string Name { get; } = StoredName.OfCollection(name);

    /// <summary>The document's JSON contract.</summary>
    public JsonTypeInfo<T> Json { get; } = json;

    /// <inheritdoc/>
    public IReadOnlyList<DocumentIndex> Indexes => indexes;

    /// <summary>
    /// An index over fields of the document, read by the given function when a document is written. Queries filter by equality on
    /// a prefix of the fields, then by range on the next, and sort by the rest and the id.
    /// </summary>
    /// <param name="indexName">
    /// Unique in the collection; letters, digits and <c>_</c>, at most 40. Adapters build an index anew when its name, fields or
    /// uniqueness change; when only what a function reads changes, give the index a new name.
    /// </param>
    /// <param name="values">One function a field; a null value is indexed as absent: a unique index ignores documents with one.</param>
    public Collection<T> WithIndex(string indexName, params (string Field, Func<T, IndexValue> Value)[] values) =>
        Add(indexName, unique: false, values);

    /// <summary>As <see cref="WithIndex"/>, and no two documents of one tenant have the same values.</summary>
    public Collection<T> WithUniqueIndex(string indexName, params (string Field, Func<T, IndexValue> Value)[] values) =>
        Add(indexName, unique: true, values);

    /// <summary>Documents vanish some time after the instant this returns; null never does.</summary>
    public Collection<T> WithExpiry(Func<T, DateTimeOffset?> expiresAt)
    {
        ExpiresAt = document => expiresAt((T)document);
        return this;
    }

    /// <inheritdoc/>
    public Func<object, DateTimeOffset?>? ExpiresAt { get; private set; }

    /// <inheritdoc/>
    public object Deserialize(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize(utf8Json, Json) ?? throw new JsonException($"A document of {Name} is null.");

    /// <inheritdoc/>
    public async Task<int> RemoveSomeAsync(IDocumentStore store, Tenant tenant, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var page = await store.QueryAsync(this, tenant, new DocumentQuery(StoredName.Id) { Limit = count }, cancellationToken);
        if (page.Items.Count > 0)
        {
            await store.WriteAsync([.. page.Items.Select(d => DocumentWrite.Delete(this, tenant, d.Id))], cancellationToken);
        }

        return page.Items.Count;
    }

    private Collection<T> Add(string indexName, bool unique, (string Field, Func<T, IndexValue> Value)[] values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        StoredName.OfIndex(indexName);
        if (indexes.Any(index => string.Equals(index.Name, indexName, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"{Name} already has an index {indexName}.", nameof(indexName));
        }

        indexes.Add(new DocumentIndex(
            indexName,
            unique,
            [.. values.Select(v => new IndexField(StoredName.OfField(v.Field), document => v.Value((T)document)))]));
        return this;
    }
}
