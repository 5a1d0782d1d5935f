using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Storage.Tests.Documents;

/// <summary>What the suites of the contract share: an empty store, two tenants and a clock.</summary>
public abstract class DocumentStoreTests<TAdapter> : IAsyncLifetime
    where TAdapter : IDocumentStoreAdapter, new()
{
    private readonly TAdapter adapter = new();

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    protected Tenant Mine { get; } = Tenant.Of(DocumentId.New(TimeProvider.System));

    protected Tenant Other { get; } = Tenant.Of(DocumentId.New(TimeProvider.System));

    protected IDocumentStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync(Person.Collection, Person.Plain, Counter.Collection);

    public async Task DisposeAsync() => await adapter.DisposeAsync();

    protected Task<IDocumentStore> OpenAsync(params ICollectionDefinition[] collections) => adapter.OpenAsync(collections, Clock);

    protected async Task<WriteResult> WriteAsync(params DocumentWrite[] writes) => await Store.WriteAsync(writes, CancellationToken.None);

    protected async Task AddAsync(params DocumentWrite[] writes) => Assert.True((await WriteAsync(writes)).IsApplied);

    protected ValueTask<Stored<Person>?> GetAsync(string id, Tenant? tenant = null) =>
        Store.GetAsync(Person.Collection, tenant ?? Mine, id, CancellationToken.None);

    protected DocumentWrite Insert(string id, Person person, Tenant? tenant = null) =>
        DocumentWrite.Insert(Person.Collection, tenant ?? Mine, id, person);
}
