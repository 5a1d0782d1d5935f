using HiveFlow.Storage.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HiveFlow.Storage.MongoDocuments;

/// <summary>One write, inside a transaction or alone.</summary>
internal static class MongoWrites
{
    private const int Attempts = 3;

    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;
    private static readonly UpdateOptions Inserting = new() { IsUpsert = true };

    public static async Task<WriteResult> ApplyAsync(
        MongoTable table, DocumentWrite write, IClientSessionHandle? session, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new WriteResult(
                    await SendAsync(table, write, session, cancellationToken) ? WriteOutcome.Applied : WriteOutcome.VersionMismatch);
            }
            catch (Exception failure) when (MongoFaults.IsDuplicate(failure))
            {
                var index = table.DuplicateOf(failure.Message);
                if (index != StoredName.Id || write.Kind is not (DocumentWriteKind.Upsert or DocumentWriteKind.Increment))
                {
                    return new WriteResult(WriteOutcome.Duplicate, IndexName: index);
                }

                // Either another tenant has the id, or two inserted it at once and the second attempt finds it there.
                if (session is not null || attempt == Attempts)
                {
                    return new WriteResult(WriteOutcome.VersionMismatch);
                }
            }
        }
    }

    private static async Task<bool> SendAsync(
        MongoTable table, DocumentWrite write, IClientSessionHandle? session, CancellationToken cancellationToken)
    {
        switch (write.Kind)
        {
            case DocumentWriteKind.Insert:
                await InsertAsync(table.Rows, table.NewRow(write), session, cancellationToken);
                return true;
            case DocumentWriteKind.Delete:
                return await DeleteAsync(table.Rows, Target(write), session, cancellationToken) > 0 || write.ExpectedVersion is null;
            case DocumentWriteKind.Check:
                return await (session is null ? table.Rows.Find(Target(write)) : table.Rows.Find(session, Target(write))).AnyAsync(cancellationToken);
            case DocumentWriteKind.Replace:
                return await UpdateAsync(table.Rows, Target(write), table.Replacement(write), null, session, cancellationToken);
            case DocumentWriteKind.Increment:
                return await UpdateAsync(table.Rows, Target(write), MongoTable.Addition(write), Inserting, session, cancellationToken);
            default:
                return await UpdateAsync(table.Rows, Target(write), table.Replacement(write), Inserting, session, cancellationToken);
        }
    }

    private static FilterDefinition<BsonDocument> Target(DocumentWrite write)
    {
        var filter = Filter.Eq(MongoTable.Id, write.Id) & Filter.Eq(MongoTable.Tenant, write.Tenant.Key);
        return write.ExpectedVersion is { } version ? filter & Filter.Eq(MongoTable.Version, version) : filter;
    }

    private static Task InsertAsync(
        IMongoCollection<BsonDocument> rows, BsonDocument row, IClientSessionHandle? session, CancellationToken cancellationToken) =>
        session is null ? rows.InsertOneAsync(row, null, cancellationToken) : rows.InsertOneAsync(session, row, null, cancellationToken);

    private static async Task<long> DeleteAsync(
        IMongoCollection<BsonDocument> rows,
        FilterDefinition<BsonDocument> target,
        IClientSessionHandle? session,
        CancellationToken cancellationToken)
    {
        var result = session is null
            ? await rows.DeleteOneAsync(target, cancellationToken)
            : await rows.DeleteOneAsync(session, target, null, cancellationToken);
        return result.DeletedCount;
    }

    private static async Task<bool> UpdateAsync(
        IMongoCollection<BsonDocument> rows,
        FilterDefinition<BsonDocument> target,
        UpdateDefinition<BsonDocument> update,
        UpdateOptions? options,
        IClientSessionHandle? session,
        CancellationToken cancellationToken)
    {
        var result = session is null
            ? await rows.UpdateOneAsync(target, update, options, cancellationToken)
            : await rows.UpdateOneAsync(session, target, update, options, cancellationToken);
        return result.MatchedCount > 0 || result.UpsertedId is not null;
    }
}
