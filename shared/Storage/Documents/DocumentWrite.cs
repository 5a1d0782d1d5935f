using System.Text.Json;

namespace HiveFlow.Storage.Documents;

/// <summary>
/// One write of an atomic set. Made by the static methods; ids are up to 200 characters of any printable ASCII
/// (public documents use <see cref="DocumentId"/>, internal ones may use compound ids such as <c>run/node/0</c>).
/// </summary>
public sealed class DocumentWrite
{
    /// <summary>The largest document: 8 MiB of JSON. What may be larger belongs in a file.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    private DocumentWrite(
        DocumentWriteKind kind,
        ICollectionDefinition collection,
        Tenant tenant,
        string id,
        long? expectedVersion,
        object? document,
        ReadOnlyMemory<byte> json)
    {
        Kind = kind;
        Collection = collection;
        Tenant = tenant;
        Id = StoredName.OfDocument(id);
        ExpectedVersion = expectedVersion;
        Document = document;
        Json = json;
    }

    /// <summary>What it does.</summary>
    public DocumentWriteKind Kind { get; }

    /// <summary>Where.</summary>
    public ICollectionDefinition Collection { get; }

    /// <summary>Whose.</summary>
    public Tenant Tenant { get; }

    /// <summary>Which.</summary>
    public string Id { get; }

    /// <summary>The version it replaces, deletes or checks; null means any.</summary>
    public long? ExpectedVersion { get; }

    /// <summary>The new content, for index values; null for a deletion or check.</summary>
    public object? Document { get; }

    /// <summary>The new content as UTF-8 JSON, serialized on the caller's thread.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Adds a document; fails as <see cref="WriteOutcome.Duplicate"/> when the id or a unique index is taken.</summary>
    public static DocumentWrite Insert<T>(Collection<T> collection, Tenant tenant, string id, T document)
        where T : class => With(DocumentWriteKind.Insert, collection, tenant, id, null, document);

    /// <summary>Replaces a document of that version; else <see cref="WriteOutcome.VersionMismatch"/>.</summary>
    public static DocumentWrite Replace<T>(Collection<T> collection, Tenant tenant, string id, long expectedVersion, T document)
        where T : class => With(DocumentWriteKind.Replace, collection, tenant, id, expectedVersion, document);

    /// <summary>Inserts, or replaces whatever version is there (of the same tenant).</summary>
    public static DocumentWrite Upsert<T>(Collection<T> collection, Tenant tenant, string id, T document)
        where T : class => With(DocumentWriteKind.Upsert, collection, tenant, id, null, document);

    /// <summary>Deletes; a missing document is a success unless a version was expected.</summary>
    public static DocumentWrite Delete<T>(Collection<T> collection, Tenant tenant, string id, long? expectedVersion = null)
        where T : class => new(DocumentWriteKind.Delete, collection, tenant, id, expectedVersion, null, default);

    /// <summary>
    /// Adds to a counter, which begins at 0; commutes with every other addition and is never refused, so it may be part of a write ahead.
    /// </summary>
    public static DocumentWrite Increment(Tenant tenant, string id, long by = 1) =>
        With(DocumentWriteKind.Increment, Counter.Collection, tenant, id, null, new Counter(by));

    /// <summary>
    /// Refuses its set as <see cref="WriteOutcome.VersionMismatch"/> unless the document is of that version; changes nothing. It sees what was
    /// written before the set; to be safe from what is written at the same time, a set that makes a new version must also change a document
    /// that this set changes (MongoDB's transactions then exclude each other; on SQLite all do).
    /// </summary>
    public static DocumentWrite Check<T>(Collection<T> collection, Tenant tenant, string id, long version)
        where T : class => new(DocumentWriteKind.Check, collection, tenant, id, version, null, default);

    private static DocumentWrite With<T>(
        DocumentWriteKind kind, Collection<T> collection, Tenant tenant, string id, long? version, T document)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(document);
        var json = JsonSerializer.SerializeToUtf8Bytes(document, collection.Json);
        if (json.Length > MostBytes)
        {
            throw new ArgumentException(
                $"A document of {collection.Name} has {json.Length:N0} bytes; {MostBytes:N0} are the most.", nameof(document));
        }

        return new DocumentWrite(kind, collection, tenant, id, version, document, json);
    }
}
