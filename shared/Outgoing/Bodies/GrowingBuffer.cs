using System.Buffers;

namespace HiveFlow.Outgoing.Bodies;

/// <summary>Collects an answer in pooled memory that grows by doubling, within the common budget.</summary>
internal sealed class GrowingBuffer(BufferBudget budget) : IDisposable
{
    private const int FirstSize = 16 * 1024;
    private byte[] _bytes = [];
    private int _counted;
    private int _length;

    public int Length => _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Room for at least one more byte; false when the budget is used up.</summary>
    public bool TryGetRoom(out Memory<byte> room)
    {
        room = default;
        if (_length == _bytes.Length && !TryGrow())
        {
            return false;
        }

        room = _bytes.AsMemory(_length);
        return true;
    }

    public void Advance(int count) => _length += count;

    public byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    public void Dispose()
    {
        Swap([], 0);
        _length = 0;
    }

    private bool TryGrow()
    {
        var size = Math.Max(FirstSize, checked(_bytes.Length * 2));
        if (!budget.TryTake(size))
        {
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        Swap(larger, size);
        return true;
    }

    private void Swap(byte[] next, int counted)
    {
        if (_bytes.Length > 0)
        {
            // Answers hold users' data: the next renter must not find it.
            ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        }

        budget.Return(_counted);
        _bytes = next;
        _counted = counted;
    }
}
