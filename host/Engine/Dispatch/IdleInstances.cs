namespace HiveFlow.Engine.Dispatch;

/// <summary>Instances that only wait, the longest waiting first; those over a limit leave memory.</summary>
/// <param name="maxCount">Instances kept.</param>
/// <param name="maxBytes">About the memory they may take, as their payloads tell.</param>
internal sealed class IdleInstances(int maxCount, long maxBytes)
{
    private readonly Lock gate = new();
    private readonly LinkedList<LiveInstance> instances = new();
    private long bytes;

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

    /// <summary>Adds an instance at the end.</summary>
    public void Add(LiveInstance instance)
    {
        lock (gate)
        {
            Forget(instance);
            instance.IdleNode = instances.AddLast(instance);
            instance.IdleBytes = instance.Run?.ApproximateBytes ?? 0;
            bytes += instance.IdleBytes;
        }
    }

    /// <summary>The next that has to leave; null when all may stay.</summary>
    public LiveInstance? TakeExcess()
    {
        lock (gate)
        {
            if (instances.First is not { Value: var longest } || (instances.Count <= maxCount && bytes <= maxBytes))
            {
                return null;
            }

            Forget(longest);
            return longest;
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
            bytes -= instance.IdleBytes;
        }
    }
}
