using HiveFlow.Storage.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HiveFlow.Storage.MongoDocuments;

/// <summary>
/// Documents in MongoDB: majority writes, retryable reads and writes, a transaction for sets of several writes and none for single
/// ones. Every query names its index.
/// </summary>
public sealed class MongoDocumentStore : IDocumentStore, IDisposable
{
    private const int MostIds = 1_000;
    private const int MostWrites = 1_000;
    private const int SetAttempts = 3;

    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    private static readonly TransactionOptions Snapshot = new(ReadConcern.Snapshot, ReadPreference.Primary, WriteConcern.WMajority);

    private readonly MongoClient client;
    private readonly IMongoDatabase database;
    private readonly Dictionary<ICollectionDefinition, MongoTable> tables = [];
    private readonly Lock gate = new();
    private Task? schema;

    /// <summary>Connects at the first use. Takes the collections that it will be asked for.</summary>
    public MongoDocumentStore(MongoOptions options, IEnumerable<ICollectionDefinition> collections, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(collections);
        ArgumentNullException.ThrowIfNull(clock);
        client = new MongoClient(MongoConnection.Settings(options));
        database = client.GetDatabase(options.Database);
        foreach (var collection in collections.Distinct())
        {
            if (tables.Keys.Any(other => other.Name == collection.Name))
            {
                throw new ArgumentException($"Two collections are called {collection.Name}.", nameof(collections));
            }

            tables.Add(collection, new MongoTable(collection, database.GetCollection<BsonDocument>(collection.Name)));
        }
    }

    /// <summary>Makes collections and indexes; every other method does it first when this was not called. Repeatable.</summary>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (schema is null || schema.IsFaulted || schema.IsCanceled)
            {
                schema = ApplySchemaAsync();
            }

            return schema.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Stored<T>?> GetAsync<T>(Collection<T> collection, Tenant tenant, string id, CancellationToken cancellationToken)
        where T : class
    {
        var table = TableOf(collection);
        if (!StoredName.IsDocument(id))
        {
            return null;
        }

        var filter = Filter.Eq(MongoTable.Id, id) & Filter.Eq(MongoTable.Tenant, tenant.Key);
        var rows = await AskAsync(() => table.Rows.Find(filter).Limit(1).ToListAsync(cancellationToken), cancellationToken);
        return rows.Count == 0 ? null : MongoTable.Read(rows[0], collection, tenant);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Stored<T>>> GetManyAsync<T>(
        Collection<T> collection, Tenant tenant, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MostIds);
        var table = TableOf(collection);
        var filter = Filter.In(MongoTable.Id, ids.Where(StoredName.IsDocument).Distinct(StringComparer.Ordinal)) & Filter.Eq(
            MongoTable.Tenant, tenant.Key);
        var rows = await AskAsync(() => table.Rows.Find(filter).ToListAsync(cancellationToken), cancellationToken);
        return rows.ConvertAll(row => MongoTable.Read(row, collection, tenant));
    }

    /// <inheritdoc/>
    public async ValueTask<Stored<T>?> FindAsync<T>(
        Collection<T> collection, Tenant tenant, string uniqueIndex, IReadOnlyList<IndexValue> values, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(values);
        var table = TableOf(collection);
        var index = QueryPlan.UniqueIndexOf(collection, uniqueIndex, values);
        if (values.Contains(IndexValue.None))
        {
            return null;
        }

        var filter = Filter.And(values
            .Select((value, field) => Filter.Eq(MongoTable.Field(index, field), MongoIndexValue.Write(value)))
            .Prepend(Filter.Eq(MongoTable.Tenant, tenant.Key)));
        var options = new FindOptions { Hint = MongoTable.IndexName(index) };
        var rows = await AskAsync(() => table.Rows.Find(filter, options).Limit(1).ToListAsync(cancellationToken), cancellationToken);
        return rows.Count == 0 ? null : MongoTable.Read(rows[0], collection, tenant);
    }

    /// <inheritdoc/>
    public async ValueTask<DocumentPage<T>> QueryAsync<T>(
        Collection<T> collection, Tenant tenant, DocumentQuery query, CancellationToken cancellationToken)
        where T : class
    {
        var table = TableOf(collection);
        var plan = QueryPlan.Of(collection, tenant, query);
        var sorted = MongoQueryFilter.Sorted(plan);
        var order = Builders<BsonDocument>.Sort.Combine(sorted.Select(field =>
            plan.Descending ? Builders<BsonDocument>.Sort.Descending(field) : Builders<BsonDocument>.Sort.Ascending(field)));
        var options = new FindOptions { Hint = MongoTable.IndexName(plan.Index) };
        var filter = MongoQueryFilter.Of(tenant, plan);
        var rows = await AskAsync(
            () => table.Rows.Find(filter, options).Sort(order).Limit(plan.Limit + 1).ToListAsync(cancellationToken), cancellationToken);
        var items = rows.Take(plan.Limit).Select(row => MongoTable.Read(row, collection, tenant)).ToList();
        if (rows.Count <= plan.Limit)
        {
            return new DocumentPage<T>(items, null);
        }

        var last = rows[plan.Limit - 1];
        var values = sorted[..^1].Select(field => MongoIndexValue.Read(last[field].AsString)).ToArray();
        return new DocumentPage<T>(items, plan.CursorBehind(new DocumentPosition(values, items[^1].Id)));
    }

    /// <inheritdoc/>
    public async Task<WriteResult> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(writes.Count, MostWrites);
        foreach (var write in writes)
        {
            TableOf(write.Collection);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return writes.Count switch
        {
            0 => new WriteResult(WriteOutcome.Applied),
            1 => await AskAsync(() => WriteOneAsync(writes[0], cancellationToken), cancellationToken),
            _ => await AskAsync(() => WriteSetAsync(writes, cancellationToken), cancellationToken),
        };
    }

    /// <inheritdoc/>
    public Task<WriteResult> WriteSoonAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        WriteAsync(writes, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<WriteAhead> WriteAheadAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        new(await WriteAsync(writes, cancellationToken), Task.CompletedTask);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => client.Dispose();

    internal Task DropAsync() => client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName);

    private async Task<WriteResult> WriteOneAsync(DocumentWrite write, CancellationToken cancellationToken) =>
        Placed(await MongoWrites.ApplyAsync(TableOf(write.Collection), write, null, cancellationToken), 0);

    private async Task<WriteResult> WriteSetAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        using var session = await client.StartSessionAsync(null, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await session.WithTransactionAsync(
                    (transaction, cancellation) => ApplySetAsync(transaction, writes, cancellation), Snapshot, cancellationToken);
            }
            catch (SetRefusedException refused)
            {
                // Someone inserted the id at the same time: the next attempt finds it there.
                var mayChange = refused.Result.Outcome == WriteOutcome.VersionMismatch
                    && (writes[refused.Result.FailedIndex].Kind is DocumentWriteKind.Upsert or DocumentWriteKind.Increment);
                if (!mayChange || attempt == SetAttempts)
                {
                    return refused.Result;
                }
            }
        }
    }

    private async Task<WriteResult> ApplySetAsync(
        IClientSessionHandle transaction, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            var result = await MongoWrites.ApplyAsync(TableOf(writes[i].Collection), writes[i], transaction, cancellationToken);
            if (!result.IsApplied)
            {
                throw new SetRefusedException(Placed(result, i));
            }
        }

        return new WriteResult(WriteOutcome.Applied);
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        await InitializeAsync(cancellationToken);
        try
        {
            return await request();
        }
        catch (Exception failure) when (MongoFaults.IsOutage(failure))
        {
            throw MongoFaults.Unavailable(failure);
        }
    }

    private async Task ApplySchemaAsync()
    {
        try
        {
            foreach (var table in tables.Values)
            {
                await new MongoSchema(database, table).ApplyAsync(CancellationToken.None);
            }
        }
        catch (Exception failure) when (MongoFaults.IsDuplicate(failure))
        {
            throw new InvalidOperationException("Stored documents already have equal values in a new unique index.", failure);
        }
        catch (Exception failure) when (MongoFaults.IsOutage(failure))
        {
            throw MongoFaults.Unavailable(failure);
        }
    }

    private MongoTable TableOf(ICollectionDefinition collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return tables.TryGetValue(collection, out var table)
            ? table
            : throw new InvalidOperationException($"The collection {collection.Name} was not registered.");
    }

    private static WriteResult Placed(WriteResult result, int index) => result.IsApplied ? result : result with { FailedIndex = index };

    /// <summary>Carries a refusal out of the driver's transaction, which undoes it.</summary>
    private sealed class SetRefusedException(WriteResult result) : Exception
    {
        public WriteResult Result { get; } = result;
    }
}
