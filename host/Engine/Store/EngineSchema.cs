namespace HiveFlow.Engine.Store;

/// <summary>
/// The engine's tables. A sequential step inserts one row into <c>engine_history</c> and touches nothing else: the row of the
/// instance changes only where its status, its custom status, its business or its next timer does.
/// </summary>
internal static class EngineSchema
{
    /// <summary>Statuses of instances that have not ended: Running, Pending, Suspended.</summary>
    public const string Open = "status IN (0, 6, 7)";

    /// <summary>The format of the tables; a change that an older version could not read gets the next number.</summary>
    public const int Format = 1;

    public static readonly IReadOnlyList<string> Statements =
    [
        """
        CREATE TABLE IF NOT EXISTS engine_instances (
          seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, version TEXT, status INTEGER NOT NULL,
          busy INTEGER NOT NULL, next_timer INTEGER, deaths INTEGER NOT NULL DEFAULT 0,
          trials INTEGER NOT NULL DEFAULT 0, is_tried INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL,
          updated INTEGER NOT NULL, parent INTEGER, parent_id TEXT, parent_name TEXT, parent_task INTEGER, tags BLOB,
          custom_status TEXT, failure BLOB, output TEXT) STRICT
        """,
        """
        CREATE TABLE IF NOT EXISTS engine_history (
          instance INTEGER NOT NULL, turn INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (instance, turn)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE IF NOT EXISTS engine_messages (
          instance INTEGER NOT NULL, id INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (instance, id)) STRICT, WITHOUT ROWID
        """,
        "CREATE TABLE IF NOT EXISTS engine_process (id INTEGER PRIMARY KEY CHECK (id = 1), is_running INTEGER NOT NULL, format INTEGER NOT NULL) STRICT",
        $"CREATE INDEX IF NOT EXISTS engine_open ON engine_instances (busy, seq) WHERE {Open}",
        "CREATE INDEX IF NOT EXISTS engine_timers ON engine_instances (next_timer, seq) WHERE next_timer IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS engine_created ON engine_instances (created, seq)",
        "CREATE INDEX IF NOT EXISTS engine_children ON engine_instances (parent) WHERE parent IS NOT NULL",
    ];
}
