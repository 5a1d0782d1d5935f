using HiveFlow.Outgoing;
using Microsoft.Extensions.Options;

namespace HiveFlow.Outgoing.Bodies;

/// <summary>Counts the bytes that all answers being read hold together, and says no beyond the limit.</summary>
internal sealed class BufferBudget(IOptions<OutgoingOptions> options)
{
    private readonly long _limit = options.Value.MaxBufferedBytes;
    private long _taken;

    public long Taken => Volatile.Read(ref _taken);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= _limit)
        {
            return true;
        }

        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
