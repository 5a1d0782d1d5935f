namespace HiveFlow.Conformance.Harness;

/// <summary>How the engine under test keeps its instances. What a client can see must be the same in each.</summary>
public enum EngineMode
{
    /// <summary>Nothing stays in memory: each turn replays the whole history.</summary>
    ReplayEveryTurn,

    /// <summary>A running instance stays in memory with its awaiting tasks.</summary>
    StickyInstances,

    /// <summary>The engine dies after each commit and another one recovers from the store.</summary>
    CrashAfterEveryCommit,
}
