using HiveFlow.Engine.Store;

namespace HiveFlow.Engine.Dispatch;

/// <summary>Told what becomes of instances: the embedded engine, which tells those who wait, or a test's.</summary>
internal interface IEngineObserver
{
    /// <summary>An instance has started or ended; durable.</summary>
    void Changed(InstanceRow instance);

    /// <summary>A turn is durable and its effects have not begun; true: the engine dies here (tests only).</summary>
    bool Committed();
}
