namespace HiveFlow.Engine.Dispatch;

/// <summary>Runs the engine's work on the thread pool, without the caller's execution context.</summary>
internal sealed class ThreadPoolScheduler : IEngineScheduler
{
    public void Queue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
}
