using HiveFlow.Engine.History;
using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Store;

/// <summary>Reads instances from the columns of <see cref="Columns"/>.</summary>
internal static class InstanceReader
{
    public const string Columns =
        "seq, id, name, version, status, busy, next_timer, deaths, created, updated, parent, parent_id, parent_name, parent_task, " +
        "tags, custom_status, failure, output, trials";

    public static InstanceRow Read(SqliteSession session, SqliteStatement row, bool withInput)
    {
        var seq = row.GetInt64(0);
        var state = new InstanceState(
            (OrchestrationRuntimeStatus)row.GetInt64(4),
            row.GetString(3),
            row.GetString(15),
            row.GetInt64(5) != 0,
            row.IsNull(6) ? null : row.GetInt64(6),
            (int)row.GetInt64(7),
            (int)row.GetInt64(18))
        {
            Output = row.GetString(17),
            Failure = row.IsNull(16) ? null : HistoryCodec.DecodeFailure(row.GetBytes(16)),
        };
        var parent = row.IsNull(10)
            ? null
            : new ParentLink(row.GetInt64(10), row.GetString(11)!, row.GetString(12)!, (int)row.GetInt64(13));
        var updated = new DateTime(row.GetInt64(9), DateTimeKind.Utc);
        return new InstanceRow(
            seq,
            row.GetString(1)!,
            row.GetString(2)!,
            state,
            new DateTime(row.GetInt64(8), DateTimeKind.Utc),
            state.IsEnded ? updated : LastTurn(session, seq, updated),
            row.IsNull(14) ? null : HistoryCodec.DecodeTags(row.GetBytes(14)),
            parent)
        {
            Input = withInput ? ReadInput(session, seq) : null,
            HasInput = withInput,
        };
    }

    /// <summary>Steps write no row of the instance, so the time of the last one stands in its history.</summary>
    private static DateTime LastTurn(SqliteSession session, long seq, DateTime updated)
    {
        var last = session.Prepare("SELECT substr(value, 1, 9) FROM engine_history WHERE instance = ?1 ORDER BY turn DESC LIMIT 1").Bind(1, seq);
        if (last.Step())
        {
            var time = HistoryCodec.DecodeTime(last.GetBytes(0));
            last.Reset();
            return time > updated ? time : updated;
        }

        return updated;
    }

    /// <summary>The input stands in the first turn of this execution or, before that, in the message that starts it.</summary>
    private static string? ReadInput(SqliteSession session, long seq)
    {
        var first = session.Prepare("SELECT value FROM engine_history WHERE instance = ?1 ORDER BY turn LIMIT 1").Bind(1, seq);
        if (first.Step())
        {
            var turn = HistoryCodec.DecodeTurn(first.GetBytes(0));
            first.Reset();
            return Start(turn.Events);
        }

        return Start(ReadMessages(session, seq));

        static string? Start(IReadOnlyList<EngineEvent> events) => events.FirstOrDefault(one => one.Kind == EventKind.Started)?.Payload;
    }

    public static IReadOnlyList<EngineEvent> ReadMessages(SqliteSession session, long seq)
    {
        var result = new List<EngineEvent>();
        var rows = session.Prepare("SELECT id, value FROM engine_messages WHERE instance = ?1 ORDER BY id").Bind(1, seq);
        while (rows.Step())
        {
            result.Add(HistoryCodec.DecodeMessage(rows.GetBytes(1), rows.GetInt64(0)));
        }

        return result;
    }
}
