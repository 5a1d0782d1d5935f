using HiveFlow.Engine.Dispatch;

namespace HiveFlow.Engine.Simulation;

/// <summary>Work that waits until the simulation picks it.</summary>
internal sealed class SimulatedScheduler : IEngineScheduler
{
    private readonly List<IThreadPoolWorkItem> items = [];

    public int Count => items.Count;

    public void Queue(IThreadPoolWorkItem item) => items.Add(item);

    public void RunOne(Random random)
    {
        var index = random.Next(items.Count);
        var item = items[index];
        items.RemoveAt(index);
        item.Execute();
    }
}
