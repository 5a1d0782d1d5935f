using HiveFlow.Engine.History;
using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Store;

/// <summary>Writes one <see cref="EngineBatch"/> to SQLite. It checks before it writes, so it never has to be undone alone.</summary>
internal sealed class BatchWriter(EngineBatch batch) : SqliteBatch
{
    public override void Apply(SqliteSession session)
    {
        if (batch.Create is { } created && !Create(session, created))
        {
            return;
        }

        if (batch.ForgetHistory)
        {
            session.Prepare("DELETE FROM engine_history WHERE instance = ?1").Bind(1, batch.Seq).Execute();
        }

        if (batch.Record is { } record)
        {
            session.Prepare("INSERT INTO engine_history (instance, turn, value) VALUES (?1, ?2, ?3)")
                .Bind(1, batch.Seq).Bind(2, batch.Turn).Bind(3, record).Execute();
        }

        for (var i = 0; i < (batch.Taken?.Count ?? 0); i++)
        {
            session.Prepare("DELETE FROM engine_messages WHERE instance = ?1 AND id = ?2")
                .Bind(1, batch.Seq).Bind(2, batch.Taken![i]).Execute();
        }

        if (batch.State is { } state)
        {
            Update(session, state);
        }

        for (var i = 0; i < (batch.Children?.Count ?? 0); i++)
        {
            CreateChild(session, batch.Children![i]);
        }

        for (var i = 0; i < (batch.Messages?.Count ?? 0); i++)
        {
            Send(session, batch.Messages![i]);
        }
    }

    /// <summary>Removes an instance and all that belongs to it.</summary>
    public static void Remove(SqliteSession session, long seq)
    {
        session.Prepare("DELETE FROM engine_history WHERE instance = ?1").Bind(1, seq).Execute();
        session.Prepare("DELETE FROM engine_messages WHERE instance = ?1").Bind(1, seq).Execute();
        session.Prepare("DELETE FROM engine_instances WHERE seq = ?1").Bind(1, seq).Execute();
    }

    private static void Put(SqliteSession session, long seq, EngineEvent message) =>
        session.Prepare("INSERT INTO engine_messages (instance, id, value) VALUES (?1, ?2, ?3)")
            .Bind(1, seq).Bind(2, message.MessageId).Bind(3, HistoryCodec.EncodeMessage(message)).Execute();

    private bool Create(SqliteSession session, NewInstance created)
    {
        var existing = session.Prepare("SELECT seq, status FROM engine_instances WHERE id = ?1").Bind(1, created.Id);
        created.RefusedBy = null;
        if (existing.Step())
        {
            var seq = existing.GetInt64(0);
            var status = (OrchestrationRuntimeStatus)existing.GetInt64(1);
            existing.Reset();
            if (created.RefuseOver.Contains(status))
            {
                created.RefusedBy = status;
                return false;
            }

            Remove(session, seq);
        }

        Insert(session, created, created.IsStarted ? batch.State! : InitialState(created));
        if (!created.IsStarted)
        {
            Put(session, created.Seq, created.Start);
        }

        return true;
    }

    /// <summary>The row of an instance whose first turn is still to come.</summary>
    internal static InstanceState InitialState(NewInstance created) => new(
        OrchestrationRuntimeStatus.Pending, created.Version, null, created.StartAt is null, created.StartAt?.Ticks);

    private void CreateChild(SqliteSession session, NewInstance child)
    {
        if (Create(session, child))
        {
            return;
        }

        Put(session, child.Parent!.Seq, child.Refusal!);
    }

    private void Insert(SqliteSession session, NewInstance created, InstanceState state)
    {
        session.Prepare("""
            INSERT INTO engine_instances (seq, id, name, version, status, busy, next_timer, created, updated, parent, parent_id,
              parent_name, parent_task, tags, custom_status, failure, output)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            """)
            .Bind(1, created.Seq)
            .Bind(2, created.Id)
            .Bind(3, created.Name)
            .Bind(4, state.Version)
            .Bind(5, (long)state.Status)
            .Bind(6, state.IsBusy ? 1 : 0)
            .Bind(7, state.NextTimer)
            .Bind(8, created.Created.Ticks)
            .Bind(9, batch.Now.Ticks)
            .Bind(10, created.Parent?.Seq)
            .Bind(11, created.Parent?.Id)
            .Bind(12, created.Parent?.Name)
            .Bind(13, (long?)created.Parent?.TaskId)
            .BindBlob(14, created.Tags is { } tags ? HistoryCodec.EncodeTags(tags) : null)
            .Bind(15, state.CustomStatus)
            .BindBlob(16, state.Failure is { } failure ? HistoryCodec.EncodeFailure(failure) : null)
            .Bind(17, state.Output)
            .Execute();
    }

    private void Update(SqliteSession session, InstanceState state)
    {
        // A message that came behind this turn's back is work left to do, or a start of the engine would not see it.
        if (!state.IsBusy && !state.IsEnded && HasMessages(session))
        {
            state = state with { IsBusy = true, NextTimer = null };
        }

        if (batch.Create is not { IsStarted: true })
        {
            session.Prepare("""
                UPDATE engine_instances SET version = ?2, status = ?3, busy = ?4, next_timer = ?5, deaths = ?6, trials = ?11, is_tried = 0, updated = ?7,
                  custom_status = ?8, failure = ?9, output = ?10 WHERE seq = ?1
                """)
                .Bind(1, batch.Seq)
                .Bind(2, state.Version)
                .Bind(3, (long)state.Status)
                .Bind(4, state.IsBusy ? 1 : 0)
                .Bind(5, state.NextTimer)
                .Bind(6, state.Deaths)
                .Bind(7, batch.Now.Ticks)
                .Bind(8, state.CustomStatus)
                .BindBlob(9, state.Failure is { } failure ? HistoryCodec.EncodeFailure(failure) : null)
                .Bind(10, state.Output)
                .Bind(11, state.Trials)
                .Execute();
        }

        if (state.IsEnded)
        {
            session.Prepare("DELETE FROM engine_messages WHERE instance = ?1").Bind(1, batch.Seq).Execute();
        }
    }

    private bool HasMessages(SqliteSession session)
    {
        var messages = session.Prepare("SELECT 1 FROM engine_messages WHERE instance = ?1 LIMIT 1").Bind(1, batch.Seq);
        var any = messages.Step();
        messages.Reset();
        return any;
    }

    private static void Send(SqliteSession session, OutgoingMessage message)
    {
        message.Reached = null;
        var target = session.Prepare($"SELECT seq FROM engine_instances WHERE id = ?1 AND {EngineSchema.Open}").Bind(1, message.TargetId);
        if (!target.Step())
        {
            return;
        }

        var seq = target.GetInt64(0);
        target.Reset();
        if (message.TargetSeq is { } meant && meant != seq)
        {
            return;
        }

        Put(session, seq, message.Event);
        message.Reached = seq;
        session.Prepare("UPDATE engine_instances SET busy = 1, next_timer = NULL WHERE seq = ?1 AND busy = 0").Bind(1, seq).Execute();
    }
}
