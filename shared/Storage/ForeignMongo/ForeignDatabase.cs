using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>
/// Finds and changes documents in databases of users: one client an operation, so that no secret and no connection outlives it. The
/// failures are those of <see cref="ForeignMongoErrors"/> and of the <see cref="ForeignConnect"/>.
/// </summary>
public static class ForeignDatabase
{
    /// <summary>Most documents of one operation.</summary>
    public const int MaxDocuments = 1_000;

    /// <summary>Most JSON that is found.</summary>
    public const int MaxFound = 8 << 20;

    private static readonly TimeSpan SelectionTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Logs in and asks the server whether it is there; changes nothing.</summary>
    public static async Task<Result> PingAsync(ForeignServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var answered = await RunAsync<BsonDocument>(
            server, async (database, token) => await database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), ReadPreference.Nearest, token), cancellationToken);
        return answered.IsSuccess ? Result.Success : answered.Error;
    }

    /// <summary>The documents found, as a JSON array.</summary>
    public static Task<Result<JsonElement>> FindAsync(ForeignServer server, ForeignFind find, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(find);
        var values = new ForeignValues(find.Types);
        return RunAsync(server, find.Collection, async (collection, token) =>
        {
            var query = collection.Find(ForeignFilter.Of(find.Conditions, values), new FindOptions { MaxTime = server.Timeout, BatchSize = 100 })
                .Limit(Math.Clamp(find.Limit, 1, MaxDocuments));
            if (find.Fields.Count > 0)
            {
                query = query.Project<BsonDocument>(new BsonDocument(find.Fields.Select(field => new BsonElement(Path(field), 1))));
            }

            if (find.Sort.Count > 0)
            {
                query = query.Sort(new BsonDocument(find.Sort.Select(sort => new BsonElement(Path(sort.Field), sort.IsDescending ? -1 : 1))));
            }

            using var cursor = await query.ToCursorAsync(token);
            return await ReadAsync(cursor, token);
        }, cancellationToken);
    }

    /// <summary>
    /// Inserts documents and gives their ids. One without <c>_id</c> gets one made of the key and its place, so that the same insertion made
    /// again changes nothing.
    /// </summary>
    public static Task<Result<JsonElement>> InsertAsync(
        ForeignServer server, string collection, IReadOnlyList<JsonElement> documents, IReadOnlyDictionary<string, string> types, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var values = new ForeignValues(types);
        return RunAsync(server, collection, async (target, token) =>
        {
            var writes = documents.Select((document, i) => Insertion(values.Document(document, string.Empty), key, i)).ToList();
            await target.BulkWriteAsync(writes.Select(write => write.Model), new BulkWriteOptions { IsOrdered = true }, token);
            return Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("inserted", writes.Count);
                writer.WriteStartArray("ids");
                writes.ForEach(write => ForeignValues.Write(writer, write.Id));
                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }, cancellationToken);
    }

    /// <summary>Changes documents: counts of those matched and modified.</summary>
    public static Task<Result<JsonElement>> UpdateAsync(ForeignServer server, ForeignUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        var values = new ForeignValues(update.Types);
        return RunAsync(server, update.Collection, async (collection, token) =>
        {
            var change = new BsonDocument();
            if (update.Set.Count > 0)
            {
                change["$set"] = new BsonDocument(update.Set.Select(set => new BsonElement(Path(set.Key), values.Of(set.Value, set.Key))));
            }

            if (update.Unset.Count > 0)
            {
                change["$unset"] = new BsonDocument(update.Unset.Select(field => new BsonElement(Path(field), 1)));
            }

            var (filter, options) = (ForeignFilter.Of(update.Conditions, values), new UpdateOptions { IsUpsert = update.Upsert });
            var done = update.Many
                ? await collection.UpdateManyAsync(filter, change, options, token)
                : await collection.UpdateOneAsync(filter, change, options, token);
            return Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("matched", done.MatchedCount);
                writer.WriteNumber("modified", done.ModifiedCount);
                writer.WritePropertyName("upsertedId");
                ForeignValues.Write(writer, done.UpsertedId ?? BsonNull.Value);
                writer.WriteEndObject();
            });
        }, cancellationToken);
    }

    private static async Task<Result<JsonElement>> RunAsync(
        ForeignServer server, string collection, Func<IMongoCollection<BsonDocument>, CancellationToken, Task<Result<JsonElement>>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        return ForeignNames.IsCollection(collection)
            ? await RunAsync(server, (database, token) => work(database.GetCollection<BsonDocument>(collection), token), cancellationToken)
            : ForeignMongoErrors.ValueInvalid("collection", "is no name of a collection");
    }

    private static async Task<Result<T>> RunAsync<T>(
        ForeignServer server, Func<IMongoDatabase, CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        using var operation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var relay = new ForeignRelay(server.Connect, IsDirect(server), operation);
        try
        {
            using var client = new MongoClient(Settings(server, relay));
            return await work(client.GetDatabase(server.Database), operation.Token);
        }
        catch (UnsoundValueException e)
        {
            return e.Error;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && relay.Failure is not null)
        {
            return relay.Failure;
        }
        catch (Exception e) when (FailureOf(e, relay.Failure) is not null)
        {
            return FailureOf(e, relay.Failure)!;
        }
    }

    private static bool IsDirect(ForeignServer server) => server.ReplicaSet is null && server.Hosts.Count == 1;

    private static TimeSpan Patience(ForeignServer server) => server.Timeout < SelectionTimeout ? server.Timeout : SelectionTimeout;

    private static MongoClientSettings Settings(ForeignServer server, ForeignRelay relay) => new()
    {
        ApplicationName = "hiveflow",
        Servers = server.Hosts.Select(host => new MongoServerAddress(host.Host, host.Port)),
        ReplicaSetName = server.ReplicaSet,
        DirectConnection = IsDirect(server),
        Credential = MongoCredential.CreateCredential(server.AuthSource, server.User, server.Password.Reveal()),
        UseTls = false, // What leaves this machine is encrypted behind the relay.
        MaxConnectionPoolSize = 2,
        RetryWrites = false,
        RetryReads = false,
        ServerSelectionTimeout = Patience(server),
        ConnectTimeout = Patience(server),
        Socks5ProxySettings = relay.Proxy,
    };

    private static async Task<Result<JsonElement>> ReadAsync(IAsyncCursor<BsonDocument> cursor, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            foreach (var document in cursor.Current)
            {
                if (!ForeignValues.Write(writer, document) || writer.BytesCommitted + writer.BytesPending > MaxFound)
                {
                    return ForeignMongoErrors.ResultTooLarge(MaxFound);
                }
            }
        }

        writer.WriteEndArray();
        await writer.FlushAsync(cancellationToken);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static (WriteModel<BsonDocument> Model, BsonValue Id) Insertion(BsonDocument document, string key, int place)
    {
        if (document.TryGetValue("_id", out var id))
        {
            return (new InsertOneModel<BsonDocument>(document), id);
        }

        var made = new ObjectId(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key}\n{place}")))[..12]);
        return (new UpdateOneModel<BsonDocument>(new BsonDocument("_id", made), new BsonDocument("$setOnInsert", document)) { IsUpsert = true }, made);
    }

    private static string Path(string path) =>
        ForeignNames.IsPath(path) ? path : throw new UnsoundValueException("a field", "has a name that is empty or begins with $");

    private static Result<JsonElement> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static Error? FailureOf(Exception exception, Error? connection) => exception switch
    {
        MongoAuthenticationException => ForeignMongoErrors.Refused("did not take the login"),
        MongoExecutionTimeoutException => ForeignMongoErrors.Unavailable("took too long"),
        MongoBulkWriteException bulk when bulk.WriteErrors.Count > 0 => ForeignMongoErrors.Refused(
            bulk.WriteErrors[0].Category == ServerErrorCategory.DuplicateKey ? "has a document of that key already" : $"answered with error {bulk.WriteErrors[0].Code}"),
        MongoWriteException { WriteError: { } error } => ForeignMongoErrors.Refused(
            error.Category == ServerErrorCategory.DuplicateKey ? "has a document of that key already" : $"answered with error {error.Code}"),
        MongoCommandException command => ForeignMongoErrors.Refused($"answered with error {command.Code}"),
        MongoConnectionException { InnerException: MongoAuthenticationException } => ForeignMongoErrors.Refused("did not take the login"),
        MongoException or TimeoutException or IOException => connection ?? ForeignMongoErrors.Unavailable("can't be reached"),
        _ => null,
    };
}
