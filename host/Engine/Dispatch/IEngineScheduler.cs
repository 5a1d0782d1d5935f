namespace HiveFlow.Engine.Dispatch;

/// <summary>Where the engine's work runs: the thread pool, or the one thread of a simulation.</summary>
internal interface IEngineScheduler
{
    void Queue(IThreadPoolWorkItem item);
}
