using System.Collections.Concurrent;
using System.Text;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.SqliteDocuments;

/// <summary>
/// The SQL of queries on a table: one constant text for each shape (index, number of equal values, bounds, direction, first page or
/// a later one), each tied to its index by INDEXED BY, so that SQLite refuses it rather than scan.
/// </summary>
internal sealed class SqliteQuerySql(SqliteTable table)
{
    private readonly ConcurrentDictionary<Shape, string> texts = new();

    /// <summary>Prepares the query and binds its values. Columns: id, version, body, then the sorted fields.</summary>
    public SqliteStatement Prepare(SqliteSession session, Tenant tenant, QueryPlan plan)
    {
        var (from, before) = Bounds(plan);
        var shape = new Shape(plan.Index?.Name, plan.EqualTo.Count, !from.IsNone, !before.IsNone, plan.After is not null, plan.Descending);
        var statement = session.Prepare(texts.GetOrAdd(shape, Text));
        var parameter = 1;
        statement.Bind(parameter++, tenant.Key);
        foreach (var value in plan.EqualTo)
        {
            SqliteIndexValue.Bind(statement, parameter++, value);
        }

        if (!from.IsNone)
        {
            SqliteIndexValue.Bind(statement, parameter++, from);
        }

        if (!before.IsNone)
        {
            SqliteIndexValue.Bind(statement, parameter++, before);
        }

        if (plan.After is { } after)
        {
            foreach (var value in after.Values)
            {
                SqliteIndexValue.Bind(statement, parameter++, value);
            }

            statement.Bind(parameter++, after.Id);
        }

        return statement.Bind(parameter, plan.Limit + 1L);
    }

    /// <summary>
    /// Bounds on both sides, so that values of the other kind and absent ones stay out. On a later page the side that the position
    /// already bounds is left to it: with both, SQLite would start at the looser one and walk.
    /// </summary>
    private static (IndexValue From, IndexValue Before) Bounds(QueryPlan plan)
    {
        var (from, before) = (plan.From, plan.Before);
        if (from.IsNone && before.Text is not null)
        {
            from = string.Empty;
        }
        else if (from.IsNone && before.Number is not null)
        {
            from = SqliteTable.None + 1;
        }
        else if (before.IsNone && from.Number is not null)
        {
            before = string.Empty;
        }

        return plan.After is null
            ? (from, before)
            : plan.Descending ? (from, IndexValue.None) : (IndexValue.None, before);
    }

    /// <summary>The text of a shape.</summary>
    internal string TextOf(string? index, int equal, bool hasFrom, bool hasBefore, bool hasAfter, bool descending) =>
        Text(new Shape(index, equal, hasFrom, hasBefore, hasAfter, descending));

    private string Text(Shape shape)
    {
        var index = shape.Index is null ? null : QueryPlan.IndexOf(table.Collection, shape.Index);
        var fields = index is null ? [] : Enumerable.Range(0, index.Fields.Count).Select(i => SqliteTable.Column(index, i)).ToArray();
        string[] sorted = [.. fields[shape.Equal..], "id"];
        var parameter = 1;
        var sql = new StringBuilder("SELECT id, version, body");
        sql.Append(string.Concat(sorted[..^1].Select(column => $", {column}")));
        sql.Append($" FROM {table.Name} INDEXED BY {(index is null ? table.IdIndex : table.SqlName(index))} WHERE tenant = ");
        sql.Append(SqliteTable.Parameter("", parameter++));
        foreach (var column in fields[..shape.Equal])
        {
            sql.Append(SqliteTable.Parameter($" AND {column} = ", parameter++));
        }

        if (shape.HasFrom)
        {
            sql.Append(SqliteTable.Parameter($" AND {sorted[0]} >= ", parameter++));
        }

        if (shape.HasBefore)
        {
            sql.Append(SqliteTable.Parameter($" AND {sorted[0]} < ", parameter++));
        }

        if (shape.HasAfter)
        {
            var first = parameter;
            parameter += sorted.Length;
            var values = string.Join(", ", Enumerable.Range(first, sorted.Length).Select(number => SqliteTable.Parameter("", number)));
            sql.Append($" AND ({string.Join(", ", sorted)}) {(shape.Descending ? '<' : '>')} ({values})");
        }

        sql.Append($" ORDER BY {string.Join(", ", sorted.Select(column => shape.Descending ? $"{column} DESC" : column))}");
        return sql.Append(SqliteTable.Parameter(" LIMIT ", parameter)).ToString();
    }

    private readonly record struct Shape(string? Index, int Equal, bool HasFrom, bool HasBefore, bool HasAfter, bool Descending);
}
