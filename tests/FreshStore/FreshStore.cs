using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.FreshStore;

/// <summary>A document store on an empty SQLite file of its own, removed afterwards, and a clock that only the test moves.</summary>
public sealed class FreshStore : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hiveflow-test-");
    private readonly SqliteDocumentStore documents;

    /// <summary>With the given collections.</summary>
    public FreshStore(params IReadOnlyList<ICollectionDefinition> collections)
    {
        Database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(folder.FullName, "hiveflow.db") });
        documents = new SqliteDocumentStore(Database, collections, Clock);
        Organization = DocumentId.New(Clock);
    }

    /// <summary>The documents.</summary>
    public IDocumentStore Documents => documents;

    /// <summary>The file they are in.</summary>
    public SqliteDatabase Database { get; }

    /// <summary>Starts at 2026-01-02 03:04:05 UTC.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>An organization.</summary>
    public DocumentId Organization { get; }

    /// <summary>The same as storage calls take it.</summary>
    public Tenant Tenant => Tenant.Of(Organization);

    /// <summary>The folder, for whatever else a test stores.</summary>
    public string Folder => folder.FullName;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await documents.DisposeAsync();
        await Database.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
