using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>
/// Brings the table of a collection to its declaration, in one transaction: makes what is missing, drops the indexes that are no
/// longer declared, and builds those that are new or changed (their definition's hash is kept) from the stored documents.
/// </summary>
internal sealed class SqliteSchemaBatch(SqliteTable table) : SqliteBatch
{
    private const string Expiry = "-expiry";
    private const int PageRows = 500;

    /// <summary>Whether the index of <see cref="SqliteIdIndexBatch"/> was there.</summary>
    public bool HasIdIndex { get; private set; }

    public override bool MayRefuse => true;

    public override void Apply(SqliteSession session)
    {
        CreateTable(session);
        AddColumns(session);
        HasIdIndex = IsThere(session, table.IdIndex);
        var built = Built(session);
        var declared = table.Collection.Indexes.ToDictionary(index => index.Name, Hash);
        if (table.Collection.ExpiresAt is not null)
        {
            declared[Expiry] = "1";
        }

        foreach (var name in built.Keys.Where(name => built[name] != declared.GetValueOrDefault(name)))
        {
            Drop(session, name);
        }

        var missing = declared.Keys.Where(name => built.GetValueOrDefault(name) != declared[name]).ToHashSet(StringComparer.Ordinal);
        if (missing.Count == 0)
        {
            return;
        }

        Fill(session);
        foreach (var name in missing)
        {
            Build(session, name);
            session.Prepare("INSERT INTO document_indexes (collection, name, hash) VALUES (?1, ?2, ?3)")
                .Bind(1, table.Collection.Name).Bind(2, name).Bind(3, declared[name]).Execute();
        }
    }

    private void CreateTable(SqliteSession session) => session.Run($"""
        CREATE TABLE IF NOT EXISTS document_indexes (
            collection TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (collection, name)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS {table.Name} (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, version INTEGER NOT NULL, expires INTEGER,
            {string.Concat(table.Columns.Select(column => $"{SqliteTable.ColumnDefinition(column)}, "))}body TEXT NOT NULL) STRICT;
        """);

    private static bool IsThere(SqliteSession session, string quotedIndex)
    {
        var rows = session.Prepare("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1").Bind(1, quotedIndex.Trim('"'));
        var there = rows.Step();
        rows.Reset();
        return there;
    }

    private void AddColumns(SqliteSession session)
    {
        var there = new HashSet<string?>(StringComparer.OrdinalIgnoreCase);
        var columns = session.Prepare("SELECT name FROM pragma_table_info(?1)").Bind(1, table.Name.Trim('"'));
        while (columns.Step())
        {
            there.Add($"\"{columns.GetString(0)}\"");
        }

        foreach (var column in table.Columns.Where(column => !there.Contains(column)))
        {
            session.Run($"ALTER TABLE {table.Name} ADD COLUMN {SqliteTable.ColumnDefinition(column)}");
        }
    }

    private Dictionary<string, string> Built(SqliteSession session)
    {
        var built = new Dictionary<string, string>(StringComparer.Ordinal);
        var rows = session.Prepare("SELECT name, hash FROM document_indexes WHERE collection = ?1").Bind(1, table.Collection.Name);
        while (rows.Step())
        {
            built.Add(rows.GetString(0)!, rows.GetString(1)!);
        }

        return built;
    }

    private void Drop(SqliteSession session, string name)
    {
        var index = new DocumentIndex(name, false, []);
        session.Run(name == Expiry
            ? $"DROP INDEX IF EXISTS {table.ExpiryIndex}"
            : $"DROP INDEX IF EXISTS {table.SqlName(index)}; DROP INDEX IF EXISTS {table.UniqueSqlName(index)}");
        session.Prepare("DELETE FROM document_indexes WHERE collection = ?1 AND name = ?2")
            .Bind(1, table.Collection.Name).Bind(2, name).Execute();
    }

    private void Build(SqliteSession session, string name)
    {
        if (name == Expiry)
        {
            session.Run($"CREATE INDEX {table.ExpiryIndex} ON {table.Name} (expires) WHERE expires IS NOT NULL");
            return;
        }

        var index = QueryPlan.IndexOf(table.Collection, name);
        session.Run(table.Create(index));
        if (index.Unique)
        {
            CreateUnique(session, index);
        }
    }

    private void CreateUnique(SqliteSession session, DocumentIndex index)
    {
        try
        {
            session.Run(table.CreateUnique(index));
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw new InvalidOperationException(
                $"Stored documents already have equal values in the new unique index {table.Collection.Name}.{index.Name}.", failure);
        }
    }

    /// <summary>Computes the columns and the expiry of every stored document anew.</summary>
    private void Fill(SqliteSession session)
    {
        var all = (1L << table.Collection.Indexes.Count) - 1;
        for (var last = 0L; ;)
        {
            var page = new List<(long Key, long Version, byte[] Body)>(PageRows);
            var rows = session.Prepare($"SELECT key, version, body FROM {table.Name} WHERE key > ?1 ORDER BY key LIMIT {PageRows}").Bind(
                1, last);
            while (rows.Step())
            {
                page.Add((rows.GetInt64(0), rows.GetInt64(1), rows.GetBytes(2).ToArray()));
            }

            foreach (var (key, version, body) in page)
            {
                var document = table.Collection.Deserialize(body);
                var values = IndexedValues.Of(table.Collection, document);
                var expires = table.Collection.ExpiresAt?.Invoke(document)?.ToUnixTimeMilliseconds();
                var update = session.Prepare(table.Update(all)).Bind(1, key).Bind(2, version).Bind(3, expires).BindUtf8(4, body);
                for (var i = 0; i < values.Length; i++)
                {
                    SqliteIndexValue.Bind(update, i + 5, values[i]);
                }

                update.Execute();
            }

            if (page.Count < PageRows)
            {
                return;
            }

            last = page[^1].Key;
        }
    }

    private static string Hash(DocumentIndex index)
    {
        var text = $"1|{index.Unique}|{string.Join('|', index.Fields.Select(field => field.Name))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
