using HiveFlow.Storage.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HiveFlow.Storage.MongoDocuments;

/// <summary>
/// Makes the declared indexes, computes their fields for documents written under other declarations, and drops unique indexes that are
/// no longer declared. Other old indexes stay: a process of the version before may still use them.
/// </summary>
internal sealed class MongoSchema(IMongoDatabase database, MongoTable table)
{
    private const int PageRows = 500;

    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    private static readonly IndexKeysDefinitionBuilder<BsonDocument> Keys = Builders<BsonDocument>.IndexKeys;

    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var recorded = database.GetCollection<BsonDocument>("hiveflow_schema");
        var mine = Filter.Eq(MongoTable.Id, table.Definition.Name);
        var before = await recorded.Find(mine).FirstOrDefaultAsync(cancellationToken);
        var hash = table.DefinitionHash();
        await DropUniqueAsync(cancellationToken);
        if (before is not null && before["hash"].AsString != hash)
        {
            await RecomputeAsync(cancellationToken);
        }

        await table.Rows.Indexes.CreateManyAsync(Declared(), cancellationToken);
        var record = new BsonDocument { { MongoTable.Id, table.Definition.Name }, { "hash", hash } };
        await recorded.ReplaceOneAsync(mine, record, new ReplaceOptions { IsUpsert = true }, cancellationToken);
    }

    private IEnumerable<CreateIndexModel<BsonDocument>> Declared()
    {
        yield return new CreateIndexModel<BsonDocument>(
            Keys.Ascending(MongoTable.Tenant).Ascending(MongoTable.Id), new CreateIndexOptions { Name = MongoTable.IndexName(null) });
        if (table.Definition.ExpiresAt is not null)
        {
            yield return new CreateIndexModel<BsonDocument>(
                Keys.Ascending(MongoTable.Expires), new CreateIndexOptions { Name = "ttl", ExpireAfter = TimeSpan.Zero });
        }

        foreach (var index in table.Definition.Indexes)
        {
            var fields = Enumerable.Range(0, index.Fields.Count).Select(field => MongoTable.Field(index, field)).ToArray();
            var keys = Keys.Combine(fields.Select(field => Keys.Ascending(field)).Prepend(Keys.Ascending(MongoTable.Tenant)));
            yield return new CreateIndexModel<BsonDocument>(
                Keys.Combine(keys, Keys.Ascending(MongoTable.Id)), new CreateIndexOptions { Name = MongoTable.IndexName(index) });
            if (index.Unique)
            {
                yield return new CreateIndexModel<BsonDocument>(keys, new CreateIndexOptions<BsonDocument>
                {
                    Name = MongoTable.UniqueIndexName(index),
                    Unique = true,
                    PartialFilterExpression = Filter.And(fields.Select(field => Filter.Gt(field, MongoIndexValue.None))),
                });
            }
        }
    }

    private async Task DropUniqueAsync(CancellationToken cancellationToken)
    {
        var declared = table.Definition.Indexes.Where(index => index.Unique).Select(MongoTable.UniqueIndexName).ToHashSet(
            StringComparer.Ordinal);
        using var indexes = await table.Rows.Indexes.ListAsync(cancellationToken);
        foreach (var index in await indexes.ToListAsync(cancellationToken))
        {
            var name = index["name"].AsString;
            if (name.StartsWith("u_", StringComparison.Ordinal) && !declared.Contains(name))
            {
                await table.Rows.Indexes.DropOneAsync(name, cancellationToken);
            }
        }
    }

    /// <summary>A document that changes meanwhile is left alone: whoever changes it writes the new fields.</summary>
    private async Task RecomputeAsync(CancellationToken cancellationToken)
    {
        for (var last = string.Empty; ;)
        {
            var page = await table.Rows.Find(Filter.Gt(MongoTable.Id, last))
                .Sort(Builders<BsonDocument>.Sort.Ascending(MongoTable.Id))
                .Limit(PageRows)
                .ToListAsync(cancellationToken);
            if (page.Count == 0)
            {
                return;
            }

            await table.Rows.BulkWriteAsync(
                page.Select(row => new UpdateOneModel<BsonDocument>(
                    Filter.Eq(MongoTable.Id, row[MongoTable.Id].AsString) & Filter.Eq(
                        MongoTable.Version, row[MongoTable.Version].ToInt64()),
                    table.Recomputation(row))),
                new BulkWriteOptions { IsOrdered = false },
                cancellationToken);
            last = page[^1][MongoTable.Id].AsString;
        }
    }
}
