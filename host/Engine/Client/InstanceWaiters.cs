using HiveFlow.Engine.Store;

namespace HiveFlow.Engine.Client;

/// <summary>Callers who wait for instances to start or end, by id.</summary>
internal sealed class InstanceWaiters
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Waiter>> byId = new(StringComparer.Ordinal);

    public Waiter Add(string id, bool forEnd)
    {
        var waiter = new Waiter(id, forEnd);
        lock (gate)
        {
            if (!byId.TryGetValue(id, out var waiters))
            {
                byId.Add(id, waiters = []);
            }

            waiters.Add(waiter);
        }

        return waiter;
    }

    public void Remove(Waiter waiter)
    {
        lock (gate)
        {
            if (byId.TryGetValue(waiter.Id, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
            {
                byId.Remove(waiter.Id);
            }
        }
    }

    /// <summary>Tells those who wait for what the instance has come to.</summary>
    public void Tell(InstanceRow instance)
    {
        lock (gate)
        {
            if (byId.TryGetValue(instance.Id, out var waiters))
            {
                foreach (var waiter in waiters)
                {
                    waiter.Tell(instance);
                }
            }
        }
    }

    /// <summary>The ids that are waited for.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (gate)
            {
                return [.. byId.Keys];
            }
        }
    }

    internal sealed class Waiter(string id, bool forEnd)
    {
        private readonly TaskCompletionSource<InstanceRow> told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Id => id;

        public Task<InstanceRow> Task => told.Task;

        public bool IsFor(InstanceRow instance) => instance.State.IsEnded ||
            (!forEnd && instance.State.Status != Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Pending);

        public void Tell(InstanceRow instance)
        {
            if (IsFor(instance))
            {
                told.TrySetResult(instance);
            }
        }
    }
}
