using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Storage.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HiveFlow.Storage.MongoDocuments;

/// <summary>
/// A collection as MongoDB keeps it: <c>_id</c>, <c>t</c> tenant, <c>v</c> version, <c>x</c> expiry, <c>b</c> the document's JSON (of a
/// counter <c>n</c>, its number), and a string a field of each index.
/// </summary>
internal sealed class MongoTable(ICollectionDefinition definition, IMongoCollection<BsonDocument> rows)
{
    public const string Id = "_id";
    public const string Tenant = "t";
    public const string Version = "v";
    public const string Expires = "x";
    public const string Body = "b";
    public const string Number = "n";

    private static readonly UpdateDefinitionBuilder<BsonDocument> Update = Builders<BsonDocument>.Update;

    public ICollectionDefinition Definition { get; } = definition;

    public IMongoCollection<BsonDocument> Rows { get; } = rows;

    public bool IsCounters => Definition == Counter.Collection;

    public static string Field(DocumentIndex index, int field) => string.Create(CultureInfo.InvariantCulture, $"f_{index.Name}_{field}");

    /// <summary>Changes with the index's fields and uniqueness, so that a changed index is another one.</summary>
    public static string IndexName(DocumentIndex? index) => index is null ? "q_id" : $"q_{index.Name}_{Hash(index)}";

    public static string UniqueIndexName(DocumentIndex index) => $"u_{index.Name}_{Hash(index)}";

    /// <summary>Of all the indexes and the expiry; other documents must be computed anew.</summary>
    public string DefinitionHash() =>
        string.Join(' ', Definition.Indexes.Select(IndexName).Append(Definition.ExpiresAt is null ? "kept" : "expires"));

    /// <summary>
    /// The name of the index that a duplicate-key error tells of: <c>E11000 … index: name dup key: { values }</c>. Only the first place
    /// counts, since values of users follow.
    /// </summary>
    public string DuplicateOf(string message)
    {
        const string Mark = " index: ";
        var at = message.IndexOf(Mark, StringComparison.Ordinal);
        var rest = at < 0 ? string.Empty : message[(at + Mark.Length)..];
        return Definition.Indexes.FirstOrDefault(index =>
            index.Unique && rest.StartsWith($"{UniqueIndexName(index)} ", StringComparison.Ordinal))?.Name
            ?? StoredName.Id;
    }

    public BsonDocument NewRow(DocumentWrite write)
    {
        var row = new BsonDocument { { Id, write.Id }, { Tenant, write.Tenant.Key }, { Version, 1L } };
        foreach (var (name, value) in Content(write.Document!, write.Json.Span))
        {
            row.Add(name, value);
        }

        return row;
    }

    /// <summary>Sets everything that a write gives, and counts the version up (from 0, when the write inserts).</summary>
    public UpdateDefinition<BsonDocument> Replacement(DocumentWrite write) => Update.Combine(
        Content(write.Document!, write.Json.Span).Select(pair => Update.Set(pair.Name, pair.Value)).Append(Update.Inc(Version, 1L)));

    public static UpdateDefinition<BsonDocument> Addition(DocumentWrite write) => Update.Combine(
        Update.Inc(Number, ((Counter)write.Document!).Value),
        Update.Inc(Version, 1L));

    /// <summary>Computes the index fields and the expiry of a stored row anew.</summary>
    public UpdateDefinition<BsonDocument> Recomputation(BsonDocument row)
    {
        var json = Encoding.UTF8.GetBytes(JsonOf(row));
        return Update.Combine(Content(Definition.Deserialize(json), json).Select(pair => Update.Set(pair.Name, pair.Value)));
    }

    public static Stored<T> Read<T>(BsonDocument row, Collection<T> collection, Tenant tenant)
        where T : class
    {
        var document = JsonSerializer.Deserialize(JsonOf(row), collection.Json) ?? throw new JsonException(
            $"A document of {collection.Name} is null.");
        return new Stored<T>(row[Id].AsString, tenant, row[Version].ToInt64(), document);
    }

    private static string JsonOf(BsonDocument row) => row.TryGetValue(Number, out var number)
        ? string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{number.ToInt64()}}}""")
        : row[Body].AsString;

    private List<(string Name, BsonValue Value)> Content(object document, ReadOnlySpan<byte> json)
    {
        var content = new List<(string Name, BsonValue Value)>
        {
            IsCounters ? (Number, ((Counter)document).Value) : (Body, Encoding.UTF8.GetString(json)),
        };
        if (Definition.ExpiresAt is { } expiresAt)
        {
            content.Add((Expires, expiresAt(document) is { } at ? new BsonDateTime(at.ToUnixTimeMilliseconds()) : BsonNull.Value));
        }

        var values = IndexedValues.Of(Definition, document);
        var next = 0;
        foreach (var index in Definition.Indexes)
        {
            for (var field = 0; field < index.Fields.Count; field++)
            {
                content.Add((Field(index, field), MongoIndexValue.Write(values[next++])));
            }
        }

        return content;
    }

    private static string Hash(DocumentIndex index)
    {
        var text = $"1|{index.Unique}|{string.Join('|', index.Fields.Select(field => field.Name))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));
    }
}
