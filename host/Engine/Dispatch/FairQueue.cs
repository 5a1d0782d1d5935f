namespace HiveFlow.Engine.Dispatch;

/// <summary>
/// A queue that serves its keys in turn: a key with a thousand items delays one with a single item by one. Not thread-safe.
/// </summary>
internal sealed class FairQueue<T>
{
    private readonly Dictionary<string, Line> byKey = new(StringComparer.Ordinal);
    private readonly Queue<Line> turn = new();

    public int Count { get; private set; }

    public void Enqueue(string key, T item)
    {
        if (!byKey.TryGetValue(key, out var line))
        {
            byKey.Add(key, line = new Line(key));
            turn.Enqueue(line);
        }

        line.Items.Enqueue(item);
        Count++;
    }

    /// <summary>Takes the next item of the next key that may have one.</summary>
    /// <param name="mayHave">Whether a key may have an item now.</param>
    /// <param name="key">Whose item it is.</param>
    /// <param name="item">The item.</param>
    public bool TryDequeue(Func<string, bool> mayHave, out string key, out T item)
    {
        for (var looks = turn.Count; looks > 0; looks--)
        {
            var line = turn.Dequeue();
            if (!mayHave(line.Key))
            {
                turn.Enqueue(line);
                continue;
            }

            key = line.Key;
            item = line.Items.Dequeue();
            Count--;
            if (line.Items.Count > 0)
            {
                turn.Enqueue(line);
            }
            else
            {
                byKey.Remove(line.Key);
            }

            return true;
        }

        key = string.Empty;
        item = default!;
        return false;
    }

    private sealed class Line(string key)
    {
        public string Key => key;

        public Queue<T> Items { get; } = new();
    }
}
