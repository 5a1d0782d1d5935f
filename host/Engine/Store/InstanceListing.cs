using System.Text;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Engine.Store;

/// <summary>Lists instances in the order of their making, from a place on, by an index.</summary>
internal static class InstanceListing
{
    public static IReadOnlyList<InstanceRow> Read(SqliteSession session, InstanceFilter filter)
    {
        var result = new List<InstanceRow>();
        var rows = session.Prepare(Sql(filter));
        rows.Bind(1, Math.Max(filter.After?.Created ?? 0, filter.CreatedFrom?.Ticks ?? 0))
            .Bind(2, filter.CreatedTo?.Ticks ?? long.MaxValue)
            .Bind(3, filter.After?.Created ?? -1)
            .Bind(4, filter.After?.Seq ?? -1)
            .Bind(5, filter.Limit);
        if (filter.IdPrefix is { Length: > 0 } prefix)
        {
            rows.Bind(6, prefix);
        }

        while (rows.Step())
        {
            result.Add(InstanceReader.Read(session, rows, filter.WithInput));
        }

        return result;
    }

    private static string Sql(InstanceFilter filter)
    {
        var sql = new StringBuilder($"SELECT {InstanceReader.Columns} FROM engine_instances");
        sql.Append(" WHERE created >= ?1 AND created <= ?2 AND (created, seq) > (?3, ?4)");
        if (filter.Statuses is { Count: > 0 } statuses)
        {
            // Numbers of an enumeration, in one order: no more texts than there are sets of statuses.
            sql.Append(" AND status IN (").AppendJoin(',', statuses.Select(status => (int)status).Distinct().Order()).Append(')');
        }

        if (filter.IdPrefix is { Length: > 0 })
        {
            sql.Append(" AND substr(id, 1, length(?6)) = ?6");
        }

        return sql.Append(" ORDER BY created, seq LIMIT ?5").ToString();
    }
}
