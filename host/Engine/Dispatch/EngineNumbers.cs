namespace HiveFlow.Engine.Dispatch;

/// <summary>Numbers of instances and messages, ascending and never used twice in a store's life in memory.</summary>
internal sealed class EngineNumbers
{
    private long lastInstance;
    private long lastMessage;

    /// <summary>The highest message that was in the store at the start: nobody in this process brings it or one before it.</summary>
    public long LastOfOthers { get; private set; }

    public long NextInstance() => Interlocked.Increment(ref lastInstance);

    public long NextMessage() => Interlocked.Increment(ref lastMessage);

    /// <summary>Goes on after the highest numbers in the store.</summary>
    public void StartAfter(long instances, long messages)
    {
        Raise(ref lastInstance, instances);
        Raise(ref lastMessage, messages);
        LastOfOthers = messages;
    }

    private static void Raise(ref long counter, long atLeast)
    {
        for (var seen = Volatile.Read(ref counter); seen < atLeast;)
        {
            var found = Interlocked.CompareExchange(ref counter, atLeast, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
