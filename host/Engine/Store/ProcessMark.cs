using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Engine.Store;

/// <summary>
/// Remembers whether a process is running on the store. One that begins where another did not end in order charges every busy
/// instance, and those whose timer is due, with a death: one of them may have been its cause.
/// </summary>
internal sealed class ProcessMark(bool isRunning, long now) : SqliteBatch
{
    /// <summary>A newer format must not undo what others write beside it.</summary>
    public override bool MayRefuse => true;

    public override void Apply(SqliteSession session)
    {
        var mark = session.Prepare("SELECT is_running, format FROM engine_process");
        var isKnown = mark.Step();
        var died = isKnown && mark.GetInt64(0) != 0;
        var format = isKnown ? mark.GetInt64(1) : EngineSchema.Format;
        mark.Reset();
        if (format > EngineSchema.Format)
        {
            throw new InvalidDataException($"The engine's tables have format {format} and were written by a newer version; this one knows {EngineSchema.Format}.");
        }

        if (isRunning && died)
        {
            const string charge = "UPDATE engine_instances SET deaths = deaths + 1, trials = trials + is_tried, is_tried = 0";
            session.Prepare($"{charge} WHERE busy = 1 AND {EngineSchema.Open}").Execute();
            session.Prepare($"{charge} WHERE busy = 0 AND next_timer IS NOT NULL AND next_timer <= ?1").Bind(1, now).Execute();
        }

        session.Prepare("INSERT INTO engine_process (id, is_running, format) VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET is_running = ?1")
            .Bind(1, isRunning ? 1 : 0).Bind(2, EngineSchema.Format).Execute();
    }
}
