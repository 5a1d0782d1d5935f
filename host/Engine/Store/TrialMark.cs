using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Engine.Store;

/// <summary>Remembers that an instance is tried alone.</summary>
internal sealed class TrialMark(long seq) : SqliteBatch
{
    public override void Apply(SqliteSession session)
    {
        session.Prepare($"UPDATE engine_instances SET is_tried = 0 WHERE is_tried = 1 AND busy = 1 AND {EngineSchema.Open}").Execute();
        session.Prepare("UPDATE engine_instances SET is_tried = 0 WHERE is_tried = 1 AND next_timer IS NOT NULL").Execute();
        session.Prepare("UPDATE engine_instances SET is_tried = 1 WHERE seq = ?1").Bind(1, seq).Execute();
    }
}
