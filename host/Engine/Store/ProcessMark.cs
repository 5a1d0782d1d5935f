using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Engine.Store;

/// <summary>
/// Remembers whether a process is running on the store. One that begins where another did not end in order charges every busy
/// instance with a death: one of them may have been its cause.
/// </summary>
internal sealed class ProcessMark(bool isRunning) : SqliteBatch
{
    public override void Apply(SqliteSession session)
    {
        var mark = session.Prepare("SELECT is_running FROM engine_process");
        var died = mark.Step() && mark.GetInt64(0) != 0;
        mark.Reset();
        if (isRunning && died)
        {
            session.Prepare(
                $"UPDATE engine_instances SET deaths = deaths + 1, trials = trials + is_tried, is_tried = 0 WHERE busy = 1 AND {EngineSchema.Open}")
                .Execute();
        }

        session.Prepare("INSERT INTO engine_process (id, is_running) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET is_running = ?1")
            .Bind(1, isRunning ? 1 : 0).Execute();
    }
}
