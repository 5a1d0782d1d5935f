using System.Diagnostics.CodeAnalysis;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// Remembers what was used lately, at most twice a capacity: when as many were new, what was not used since the last such time is forgotten.
/// Not thread-safe.
/// </summary>
internal sealed class RecentMap<T>(int capacity)
{
    private Dictionary<string, T> young = new(StringComparer.Ordinal);
    private Dictionary<string, T> old = new(StringComparer.Ordinal);

    /// <summary>How many are remembered.</summary>
    public int Count => young.Count + old.Count;

    /// <summary>The value of a key; it counts as used.</summary>
    public bool TryGet(string key, [MaybeNullWhen(false)] out T value)
    {
        if (young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!old.Remove(key, out value))
        {
            return false;
        }

        Set(key, value);
        return true;
    }

    /// <summary>Remembers a value.</summary>
    public void Set(string key, T value)
    {
        if (young.Count >= capacity && !young.ContainsKey(key))
        {
            (old, young) = (young, new Dictionary<string, T>(StringComparer.Ordinal));
        }

        old.Remove(key);
        young[key] = value;
    }

    /// <summary>Forgets a key.</summary>
    public void Remove(string key)
    {
        young.Remove(key);
        old.Remove(key);
    }
}
