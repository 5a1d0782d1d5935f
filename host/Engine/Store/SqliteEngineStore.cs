using HiveFlow.Engine.History;
using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Engine.Store;

/// <summary>The engine's tables in the database that the embedded host shares with its documents.</summary>
/// <param name="database">The database.</param>
/// <param name="time">Tells which timers a process that died had begun to serve; null: the system's clock.</param>
internal sealed class SqliteEngineStore(SqliteDatabase database, TimeProvider? time = null) : IEngineStore
{
    public async ValueTask<(long Instances, long Messages)> OpenAsync(bool countDeaths, CancellationToken cancellationToken)
    {
        await database.SubmitAsync(new CreateTables());
        if (countDeaths)
        {
            await database.SubmitAsync(new ProcessMark(isRunning: true, (time ?? TimeProvider.System).GetUtcNow().UtcTicks));
        }

        return await database.ReadAsync(
            static (session, _) => (Highest(session, "SELECT max(seq) FROM engine_instances"), HighestMessage(session)), 0, cancellationToken);
    }

    public Task CommitAsync(EngineBatch batch) => database.SubmitAsync(new BatchWriter(batch));

    public Task CloseAsync() => database.SubmitAsync(new ProcessMark(isRunning: false, 0));

    public Task TryAloneAsync(long seq) => database.SubmitAsync(new TrialMark(seq));

    public ValueTask<StoredInstance?> LoadAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(Load, id, cancellationToken);

    public ValueTask<InstanceRow?> FindAsync(string id, bool withInput, CancellationToken cancellationToken) =>
        database.ReadAsync(static (session, query) => Find(session, query.id, query.withInput), (id, withInput), cancellationToken);

    public ValueTask<IReadOnlyList<InstanceRow>> ListAsync(InstanceFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(InstanceListing.Read, filter, cancellationToken);

    public ValueTask<IReadOnlyList<InstanceRef>> ListBusyAsync(long afterSeq, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(ListBusy, (afterSeq, limit), cancellationToken);

    public ValueTask<IReadOnlyList<InstanceRef>> ListTimersAsync(
        (long Due, long Seq) after, long until, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(ListTimers, (after, until, limit), cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListChildrenAsync(long seq, CancellationToken cancellationToken) =>
        database.ReadAsync(ListChildren, seq, cancellationToken);

    public async Task<bool> PurgeAsync(string id)
    {
        var purge = new Purge(id);
        await database.SubmitAsync(purge);
        return purge.IsDone;
    }

    private static long Highest(SqliteSession session, string sql)
    {
        var row = session.Prepare(sql);
        var value = row.Step() ? row.GetInt64(0) : 0;
        row.Reset();
        return value;
    }

    private static long HighestMessage(SqliteSession session) => Highest(session, "SELECT max(id) FROM engine_messages");

    private static InstanceRow? Find(SqliteSession session, string id, bool withInput)
    {
        var row = session.Prepare($"SELECT {InstanceReader.Columns} FROM engine_instances WHERE id = ?1").Bind(1, id);
        if (!row.Step())
        {
            return null;
        }

        var found = InstanceReader.Read(session, row, withInput);
        row.Reset();
        return found;
    }

    private static StoredInstance? Load(SqliteSession session, string id)
    {
        var row = Find(session, id, false);
        if (row is null || row.State.IsEnded)
        {
            return null;
        }

        var turns = new List<TurnRecord>();
        var lastTurn = 0;
        var history = session.Prepare("SELECT turn, value FROM engine_history WHERE instance = ?1 ORDER BY turn").Bind(1, row.Seq);
        while (history.Step())
        {
            lastTurn = (int)history.GetInt64(0);
            turns.Add(HistoryCodec.DecodeTurn(history.GetBytes(1)));
        }

        return new StoredInstance(row, InstanceReader.ReadMessages(session, row.Seq), turns, lastTurn);
    }

    private static IReadOnlyList<InstanceRef> ListBusy(SqliteSession session, (long After, int Limit) query)
    {
        var result = new List<InstanceRef>();
        var rows = session.Prepare(
            $"SELECT id, seq FROM engine_instances WHERE busy = 1 AND seq > ?1 AND {EngineSchema.Open} ORDER BY seq LIMIT ?2")
            .Bind(1, query.After).Bind(2, query.Limit);
        while (rows.Step())
        {
            result.Add(new InstanceRef(rows.GetString(0)!, rows.GetInt64(1), 0));
        }

        return result;
    }

    private static IReadOnlyList<InstanceRef> ListTimers(SqliteSession session, ((long Due, long Seq) After, long Until, int Limit) query)
    {
        var result = new List<InstanceRef>();
        var rows = session.Prepare("""
            SELECT id, seq, next_timer FROM engine_instances
            WHERE next_timer IS NOT NULL AND next_timer <= ?1 AND (next_timer, seq) > (?2, ?3) ORDER BY next_timer, seq LIMIT ?4
            """)
            .Bind(1, query.Until).Bind(2, query.After.Due).Bind(3, query.After.Seq).Bind(4, query.Limit);
        while (rows.Step())
        {
            result.Add(new InstanceRef(rows.GetString(0)!, rows.GetInt64(1), rows.GetInt64(2)));
        }

        return result;
    }

    private static IReadOnlyList<string> ListChildren(SqliteSession session, long seq)
    {
        var result = new List<string>();
        var rows = session.Prepare("SELECT id FROM engine_instances WHERE parent = ?1").Bind(1, seq);
        while (rows.Step())
        {
            result.Add(rows.GetString(0)!);
        }

        return result;
    }

    private sealed class CreateTables : SqliteBatch
    {
        public override void Apply(SqliteSession session)
        {
            foreach (var statement in EngineSchema.Statements)
            {
                session.Prepare(statement).Execute();
            }
        }
    }

    private sealed class Purge(string id) : SqliteBatch
    {
        public bool IsDone { get; private set; }

        public override void Apply(SqliteSession session)
        {
            IsDone = false;
            var row = session.Prepare($"SELECT seq FROM engine_instances WHERE id = ?1 AND NOT ({EngineSchema.Open})").Bind(1, id);
            if (row.Step())
            {
                var seq = row.GetInt64(0);
                row.Reset();
                BatchWriter.Remove(session, seq);
                IsDone = true;
            }
        }
    }
}
