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

    public bool TryDequeue(out T item)
    {
        if (!turn.TryDequeue(out var line))
        {
            item = default!;
            return false;
        }

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

    private sealed class Line(string key)
    {
        public string Key => key;

        public Queue<T> Items { get; } = new();
    }
}
