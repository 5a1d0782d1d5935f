namespace HiveFlow.Engine.Dispatch;

/// <summary>Instances that only wait, the longest waiting first; those over the limit leave memory.</summary>
internal sealed class IdleInstances(int limit)
{
    private readonly Lock gate = new();
    private readonly LinkedList<LiveInstance> instances = new();

    public int Count
    {
        get
        {
            lock (gate)
            {
                return instances.Count;
            }
        }
    }

    /// <summary>Adds an instance at the end; gives the one that has to leave for it.</summary>
    public LiveInstance? Add(LiveInstance instance)
    {
        lock (gate)
        {
            if (instance.IdleNode is { } known)
            {
                instances.Remove(known);
                instances.AddLast(known);
            }
            else
            {
                instance.IdleNode = instances.AddLast(instance);
            }

            if (instances.Count <= limit)
            {
                return null;
            }

            var leaving = instances.First!.Value;
            Forget(leaving);
            return leaving;
        }
    }

    public void Remove(LiveInstance instance)
    {
        lock (gate)
        {
            Forget(instance);
        }
    }

    private void Forget(LiveInstance instance)
    {
        if (instance.IdleNode is { } node)
        {
            instances.Remove(node);
            instance.IdleNode = null;
        }
    }
}
