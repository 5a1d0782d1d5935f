using System.Collections.Concurrent;
using HiveFlow.Engine.History;

namespace HiveFlow.Engine.Dispatch;

/// <summary>The instances in memory, and the way of mail and wake-up calls to them. An instance that is not there is brought in.</summary>
internal sealed class InstanceTable(Func<string, LiveInstance> create, WorkLine<LiveInstance> turns, EngineOptions options)
{
    private readonly ConcurrentDictionary<string, LiveInstance> instances = new(StringComparer.Ordinal);
    private readonly IdleInstances idle = new(options.MaxIdleInstances, options.MaxIdleBytes);
    private int count;

    public int Count => Volatile.Read(ref count);

    public int Idle => idle.Count;

    public IEnumerable<LiveInstance> All => instances.Values;

    public LiveInstance? Find(string id) => instances.GetValueOrDefault(id);

    /// <summary>Adds an instance with its first mail, unless there is one of that id.</summary>
    public bool TryAdd(LiveInstance live, EngineEvent first)
    {
        lock (live.Gate)
        {
            if (!instances.TryAdd(live.Id, live))
            {
                return false;
            }

            Interlocked.Increment(ref count);
            live.Add(first);
            MakeReady(live);
            return true;
        }
    }

    /// <summary>Brings an event to an instance.</summary>
    /// <param name="id">The instance.</param>
    /// <param name="seq">Only the instance of this number; null: whichever has the id.</param>
    /// <param name="one">The event; null only wakes it.</param>
    public void Deliver(string id, long? seq, EngineEvent? one) => Deliver(id, seq, one, 0);

    /// <summary>Wakes an instance whose reminder has come up.</summary>
    public void Remind(string id, long seq, long due) => Deliver(id, seq, null, due);

    private void Deliver(string id, long? seq, EngineEvent? one, long reminder)
    {
        while (true)
        {
            var live = FindOrAdd(id);
            lock (live.Gate)
            {
                if (live.Phase == Phase.Gone)
                {
                    continue;
                }

                if (seq is null || live.Row is null || live.Row.Seq == seq)
                {
                    if (one is not null)
                    {
                        live.Add(one);
                    }

                    if (reminder >= live.OnAgenda)
                    {
                        // Not by the clock: it may have been set back since.
                        live.OnAgenda = 0;
                    }

                    live.WasTold = true;
                    if (live.Phase == Phase.Idle)
                    {
                        MakeReady(live);
                    }
                }

                return;
            }
        }
    }

    /// <summary>Lets an instance wait for mail.</summary>
    /// <param name="live">The instance; its gate is held.</param>
    /// <param name="mayLeave">It does nothing but wait, and the store knows what for.</param>
    public void Rest(LiveInstance live, bool mayLeave)
    {
        live.Phase = Phase.Idle;
        if (mayLeave)
        {
            live.ForgetInput();
            idle.Add(live);
        }
    }

    /// <summary>Lets those leave memory that wait longest, where too many do. No gate may be held.</summary>
    public void Evict()
    {
        while (idle.TakeExcess() is { } leaving)
        {
            lock (leaving.Gate)
            {
                if (leaving.Phase == Phase.Idle && !leaving.HasMail)
                {
                    Remove(leaving);
                }
            }
        }
    }

    /// <summary>Takes an instance out of memory, whatever it does.</summary>
    public void Remove(LiveInstance live)
    {
        lock (live.Gate)
        {
            if (live.Phase == Phase.Gone)
            {
                return;
            }

            live.Phase = Phase.Gone;
            live.DropRun();
            if (live.IdleNode is not null)
            {
                idle.Remove(live);
            }

            if (instances.TryRemove(KeyValuePair.Create(live.Id, live)))
            {
                Interlocked.Decrement(ref count);
            }
        }
    }

    /// <summary>Puts an instance in line for its turn. Its gate is held.</summary>
    public void MakeReady(LiveInstance live)
    {
        live.Phase = Phase.Ready;
        if (live.IdleNode is not null)
        {
            idle.Remove(live);
        }

        live.LineKey = live.FairKey;
        turns.Add(live.LineKey, live);
    }

    private LiveInstance FindOrAdd(string id)
    {
        while (true)
        {
            if (instances.TryGetValue(id, out var known))
            {
                return known;
            }

            var live = create(id);
            if (instances.TryAdd(id, live))
            {
                Interlocked.Increment(ref count);
                return live;
            }
        }
    }
}
