using System.Collections.Concurrent;
using System.Globalization;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>
/// The table of a collection and its constant SQL, made from declared names alone. A row: an ascending key (so that large rows are
/// appended), id, tenant, version, expiry, a column a field of each index, and the document as JSON. No value in an indexed field is
/// the smallest integer and not NULL, so that rows compare as tuples.
/// </summary>
internal sealed class SqliteTable
{
    /// <summary>Stands for <see cref="IndexValue.None"/>: below every number and text.</summary>
    public const long None = long.MinValue;

    private const string NoneLiteral = "-9223372036854775808";

    private readonly ConcurrentDictionary<long, string> updates = new();

    public SqliteTable(ICollectionDefinition collection)
    {
        Collection = collection;
        if (collection.Indexes.Count > 62)
        {
            throw new ArgumentException($"{collection.Name} has more than 62 indexes.", nameof(collection));
        }

        Name = $"\"doc_{collection.Name}\"";
        Columns = [.. collection.Indexes.SelectMany(index =>
            Enumerable.Range(0, index.Fields.Count).Select(field => Column(index, field)))];
        FirstColumn = new int[collection.Indexes.Count];
        for (var i = 1; i < FirstColumn.Length; i++)
        {
            FirstColumn[i] = FirstColumn[i - 1] + collection.Indexes[i - 1].Fields.Count;
        }

        var columns = string.Concat(Columns.Select(column => $", {column}"));
        Insert = $"""
            INSERT OR IGNORE INTO {Name} (id, tenant, version, expires, body{columns})
            VALUES (?1, ?2, 1, ?3, ?4{string.Concat(Columns.Select((_, i) => Parameter(", ", i + 5)))})
            """;
        Locate = $"SELECT key, tenant, version{columns} FROM {Name} WHERE id = ?1";
        Get = $"SELECT id, version, body FROM {Name} WHERE id = ?1 AND tenant = ?2";
        Delete = $"DELETE FROM {Name} WHERE id = ?1 AND tenant = ?2";
        DeleteVersion = $"{Delete} AND version = ?3";
        Increment = $"""
            INSERT INTO {Name} (id, tenant, version, body) VALUES (?1, ?2, 1, ?4)
            ON CONFLICT (id) DO UPDATE SET version = version + 1, body = json_set(body, '$.value', json_extract(body, '$.value') + ?3)
            WHERE tenant = ?2
            """;
        Purge = $"""
            DELETE FROM {Name} WHERE key IN (
                SELECT key FROM {Name} INDEXED BY {ExpiryIndex} WHERE expires <= ?1 ORDER BY expires LIMIT ?2)
            """;
        Finds = [.. collection.Indexes.Select((index, i) => index.Unique
            ? $"SELECT id, version, body FROM {Name} INDEXED BY {SqlName(index)} WHERE tenant = ?1{Equalities(index, 2)}"
            : null)];
    }

    public ICollectionDefinition Collection { get; }

    public string Name { get; }

    /// <summary>The columns of all fields of all indexes, in order of declaration.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>For each index, the place of its first field in <see cref="Columns"/>.</summary>
    public int[] FirstColumn { get; }

    /// <summary>id, tenant, expires, body, columns; changes nothing when the id or a unique index is taken.</summary>
    public string Insert { get; }

    /// <summary>By id, over all tenants: key, tenant, version, columns.</summary>
    public string Locate { get; }

    /// <summary>By id and tenant: id, version, body.</summary>
    public string Get { get; }

    public string Delete { get; }

    public string DeleteVersion { get; }

    /// <summary>Of a table of counters: id, tenant, what to add, and a new counter of that value.</summary>
    public string Increment { get; }

    /// <summary>Removes documents that expired up to an instant, so many at most.</summary>
    public string Purge { get; }

    /// <summary>For each unique index: tenant and its values → id, version, body; null for the other indexes.</summary>
    public IReadOnlyList<string?> Finds { get; }

    /// <summary>
    /// Of a query by id alone: a tenant's ids in order. Built when such a query first comes, see <see cref="SqliteIdIndexBatch"/>.
    /// </summary>
    public string IdIndex => $"\"by_{Collection.Name}\"";

    public string ExpiryIndex => $"\"expiry_{Collection.Name}\"";

    public string SqlName(DocumentIndex index) => $"\"by_{Collection.Name}_{index.Name}\"";

    public string CreateIdIndex => $"CREATE INDEX IF NOT EXISTS {IdIndex} ON {Name} (tenant, id)";

    public string UniqueSqlName(DocumentIndex index) => $"\"unique_{Collection.Name}_{index.Name}\"";

    public static string Column(DocumentIndex index, int field) => $"\"f_{index.Name}_{field.ToString(CultureInfo.InvariantCulture)}\"";

    public static string ColumnDefinition(string column) => $"{column} ANY NOT NULL DEFAULT {NoneLiteral}";

    /// <summary>
    /// key, version, expires, body and the columns of the given indexes (a bit each); changes nothing when a unique index is taken.
    /// </summary>
    public string Update(long changedIndexes) => updates.GetOrAdd(changedIndexes, MakeUpdate);

    /// <summary>The index that makes documents unique; those with an absent value are not in it.</summary>
    public string CreateUnique(DocumentIndex index)
    {
        var columns = Enumerable.Range(0, index.Fields.Count).Select(field => Column(index, field)).ToArray();
        return $"""
            CREATE UNIQUE INDEX {UniqueSqlName(index)} ON {Name} (tenant, {string.Join(", ", columns)})
            WHERE {string.Join(" AND ", columns.Select(column => $"{column} <> {NoneLiteral}"))}
            """;
    }

    /// <summary>The index that queries go through; the id in it makes the order total.</summary>
    public string Create(DocumentIndex index) =>
        $"CREATE INDEX {SqlName(index)} ON {Name} (tenant, {string.Join(", ", Enumerable.Range(0, index.Fields.Count).Select(field =>
            Column(index, field)))}, id)";

    public static string Parameter(string before, int number) => string.Create(CultureInfo.InvariantCulture, $"{before}?{number}");

    private string MakeUpdate(long changedIndexes)
    {
        var parameter = 5;
        var changed = Collection.Indexes
            .Where((_, i) => (changedIndexes & (1L << i)) != 0)
            .SelectMany(index => Enumerable.Range(0, index.Fields.Count).Select(field => Column(index, field)))
            .Select(column => Parameter($", {column} = ", parameter++));
        return $"UPDATE OR IGNORE {Name} SET version = ?2, expires = ?3, body = ?4{string.Concat(changed)} WHERE key = ?1";
    }

    private static string Equalities(DocumentIndex index, int firstParameter) =>
        string.Concat(index.Fields.Select((_, i) => Parameter($" AND {Column(index, i)} = ", i + firstParameter)));
}
