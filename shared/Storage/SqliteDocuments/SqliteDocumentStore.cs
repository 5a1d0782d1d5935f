using System.Text.Json;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>
/// Documents in the embedded database: a table a collection, readings on the caller's thread, writes through the one writer that the
/// embedded durable engine uses too. Tables and indexes are brought to their declarations before the first use.
/// </summary>
public sealed class SqliteDocumentStore : IDocumentStore, IAsyncDisposable
{
    private const int MostIds = 1_000;
    private const int MostWrites = 1_000;

    private readonly SqliteDatabase database;
    private readonly Dictionary<ICollectionDefinition, SqliteCollection> tables = [];
    private readonly SqlitePurger purger;
    private readonly bool isShared;
    private readonly Lock gate = new();
    private Task? schema;

    /// <summary>Takes the collections that it will be asked for.</summary>
    /// <param name="database">The open database.</param>
    /// <param name="collections">The collections.</param>
    /// <param name="clock">The time, for what expires.</param>
    /// <param name="logger">For what fails in the background.</param>
    /// <param name="isShared">Whether the durable engine writes through the same writer; else nothing is written ahead of it by order alone.</param>
    public SqliteDocumentStore(
        SqliteDatabase database,
        IEnumerable<ICollectionDefinition> collections,
        TimeProvider clock,
        ILogger<SqliteDocumentStore>? logger = null,
        bool isShared = true)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(collections);
        (this.database, this.isShared) = (database, isShared);
        foreach (var collection in collections.Distinct())
        {
            var table = new SqliteTable(collection);
            if (tables.Keys.Any(other => other.Name == collection.Name))
            {
                throw new ArgumentException($"Two collections are called {collection.Name}.", nameof(collections));
            }

            tables.Add(collection, new SqliteCollection(database, table));
        }

        purger = new SqlitePurger(
            database, tables.Values.Select(table => table.Table), clock, logger ?? NullLogger<SqliteDocumentStore>.Instance);
    }

    /// <summary>Makes tables and indexes; every other method does it first when this was not called. Repeatable.</summary>
    public Task InitializeAsync()
    {
        lock (gate)
        {
            return schema is null || schema.IsFaulted ? schema = CreateSchemaAsync() : schema;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class
    {
        var table = TableOf(collection);
        await ReadyAsync();
        return StoredName.IsDocument(id)
            ? await database.ReadAsync(static (session, state) =>
                Get(session, state.table, state.collection, state.tenant, state.id), (table, collection, tenant, id), cancellationToken)
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Stored<T>>> GetManyAsync<T>(
        Collection<T> collection, Tenant tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MostIds);
        var table = TableOf(collection);
        await ReadyAsync();
        return await database.ReadAsync(
            static (session, state) => state.ids
                .Where(StoredName.IsDocument)
                .Distinct(StringComparer.Ordinal)
                .Select(id => Get(session, state.table, state.collection, state.tenant, id))
                .OfType<Stored<T>>()
                .ToList(),
            (table, collection, tenant, ids),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Stored<T>?> FindAsync<T>(
        Collection<T> collection, Tenant tenant, string uniqueIndex, IReadOnlyList<IndexValue> values, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(values);
        var table = TableOf(collection);
        var index = QueryPlan.UniqueIndexOf(collection, uniqueIndex, values);
        await ReadyAsync();
        if (values.Contains(IndexValue.None))
        {
            return null;
        }

        var sql = table.Finds[((List<DocumentIndex>)[.. collection.Indexes]).IndexOf(index)]!;
        return await database.ReadAsync(static (session, state) =>
            Find(session, state.sql, state.collection, state.tenant, state.values), (sql, collection, tenant, values), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<DocumentPage<T>> QueryAsync<T>(
        Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class
    {
        var known = Of(collection);
        var plan = QueryPlan.Of(collection, tenant, query);
        await ReadyAsync();
        if (plan.Index is null)
        {
            await known.NeedIdIndexAsync();
        }

        return await database.ReadAsync(
            static (session, state) => Query(session, state.queries, state.collection, state.tenant, state.plan),
            (queries: known.Queries, collection, tenant, plan),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        WriteAsync(writes, isUrgent: true, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        WriteAsync(writes, isUrgent: false, cancellationToken);

    private async Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, bool isUrgent, CancellationToken cancellationToken)
    {
        if (BatchOf(writes, retained: false) is not { } batch)
        {
            return new WriteResult(WriteOutcome.Applied);
        }

        await ReadyAsync();
        cancellationToken.ThrowIfCancellationRequested();
        await database.SubmitAsync(batch, isUrgent);
        return batch.Result;
    }

    /// <inheritdoc/>
    public async ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        var applied = new WriteResult(WriteOutcome.Applied);
        ArgumentNullException.ThrowIfNull(writes);
        if (BatchOf([.. writes.Where(write => write.Kind != DocumentWriteKind.Check)], retained: true) is not { } batch)
        {
            return new WriteAhead(applied, Task.CompletedTask);
        }

        await ReadyAsync();
        cancellationToken.ThrowIfCancellationRequested();
        var durable = await database.EnqueueAsync(batch);
        if (!isShared)
        {
            await durable;
        }

        return new WriteAhead(applied, durable);
    }

    /// <summary>Ends the removal of expired documents. The database is its owner's to close.</summary>
    public ValueTask DisposeAsync() => purger.DisposeAsync();

    internal Task Purging => purger.Running;

    internal SqliteDatabase Database => database;

    internal SqliteTable TableOf(ICollectionDefinition collection) => Of(collection).Table;

    internal SqliteQuerySql QueriesOf(ICollectionDefinition collection) => Of(collection).Queries;

    private ValueTask ReadyAsync() => schema is { IsCompletedSuccessfully: true } ? ValueTask.CompletedTask : new ValueTask(
        InitializeAsync());

    private Task CreateSchemaAsync() => Task.WhenAll(tables.Values.Select(table => table.CreateAsync()));

    private SqliteCollection Of(ICollectionDefinition collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return tables.TryGetValue(collection, out var table)
            ? table
            : throw new InvalidOperationException($"The collection {collection.Name} was not registered.");
    }

    private SqliteDocumentBatch? BatchOf(IReadOnlyList<DocumentWrite> writes, bool retained)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(writes.Count, MostWrites);
        if (writes.Count == 0)
        {
            return null;
        }

        var rows = new SqliteRowWrite[writes.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = SqliteRowWrite.Of(TableOf(writes[i].Collection), writes[i]);
        }

        return new SqliteDocumentBatch(rows, retained);
    }

    private static Stored<T>? Get<T>(SqliteSession session, SqliteTable table, Collection<T> collection, Tenant tenant, string id)
        where T : class
    {
        var row = session.Prepare(table.Get).Bind(1, id).Bind(2, tenant.Key);
        return First(row, collection, tenant);
    }

    private static Stored<T>? Find<T>(
        SqliteSession session, string sql, Collection<T> collection, Tenant tenant, IReadOnlyList<IndexValue> values)
        where T : class
    {
        var row = session.Prepare(sql).Bind(1, tenant.Key);
        for (var i = 0; i < values.Count; i++)
        {
            SqliteIndexValue.Bind(row, i + 2, values[i]);
        }

        return First(row, collection, tenant);
    }

    private static Stored<T>? First<T>(SqliteStatement row, Collection<T> collection, Tenant tenant)
        where T : class
    {
        var document = row.Step() ? Read(row, collection, tenant) : null;
        row.Reset();
        return document;
    }

    private static DocumentPage<T> Query<T>(
        SqliteSession session, SqliteQuerySql queries, Collection<T> collection, Tenant tenant, QueryPlan plan)
        where T : class
    {
        var items = new List<Stored<T>>();
        var last = new IndexValue[plan.SortedFields];
        var rows = queries.Prepare(session, tenant, plan);
        while (rows.Step())
        {
            if (items.Count == plan.Limit)
            {
                rows.Reset();
                return new DocumentPage<T>(items, plan.CursorBehind(new DocumentPosition(last, items[^1].Id)));
            }

            items.Add(Read(rows, collection, tenant));
            for (var i = 0; i < last.Length && items.Count == plan.Limit; i++)
            {
                last[i] = SqliteIndexValue.Read(rows, i + 3);
            }
        }

        return new DocumentPage<T>(items, null);
    }

    private static Stored<T> Read<T>(SqliteStatement row, Collection<T> collection, Tenant tenant)
        where T : class
    {
        var document = JsonSerializer.Deserialize(row.GetBytes(2), collection.Json)
            ?? throw new JsonException($"A document of {collection.Name} is null.");
        return new Stored<T>(row.GetString(0)!, tenant, row.GetInt64(1), document);
    }
}
