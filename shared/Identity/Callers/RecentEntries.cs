using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace HiveFlow.Identity.Callers;

/// <summary>
/// A bounded map of recent things: when the young half is full it becomes the old half, and what was old is dropped. Reading takes
/// no lock and nothing is ever counted or swept.
/// </summary>
/// <typeparam name="TKey">What it is found by.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
internal sealed class RecentEntries<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock turn = new();
    private ConcurrentDictionary<TKey, TValue> young = new();
    private ConcurrentDictionary<TKey, TValue> old = new();
    private int additions;

    /// <summary>Finds an entry.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) =>
        young.TryGetValue(key, out value) || old.TryGetValue(key, out value);

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(TKey key, TValue value)
    {
        young[key] = value;
        if (Interlocked.Increment(ref additions) >= Math.Max(1, capacity / 2))
        {
            Turn();
        }
    }

    /// <summary>Drops an entry.</summary>
    public void Remove(TKey key)
    {
        young.TryRemove(key, out _);
        old.TryRemove(key, out _);
    }

    /// <summary>Drops the entries of which something holds.</summary>
    public void RemoveWhere(Predicate<TValue> holds)
    {
        RemoveWhere(young, holds);
        RemoveWhere(old, holds);
    }

    private static void RemoveWhere(ConcurrentDictionary<TKey, TValue> entries, Predicate<TValue> holds)
    {
        foreach (var entry in entries)
        {
            if (holds(entry.Value))
            {
                entries.TryRemove(entry);
            }
        }
    }

    private void Turn()
    {
        lock (turn)
        {
            if (additions < Math.Max(1, capacity / 2))
            {
                return;
            }

            additions = 0;
            old = young;
            young = new();
        }
    }
}
