using System.Buffers;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// A growing buffer on pooled arrays, for one answer or one body. Disposing wipes it (bodies hold passwords, answers hold keys) and
/// gives the array back.
/// </summary>
internal sealed class PooledBuffer(int capacity = 1024) : IBufferWriter<byte>, IDisposable
{
    private byte[] array = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public Memory<byte> Written => array.AsMemory(0, Length);

    /// <inheritdoc/>
    public void Advance(int count) => Length = checked(Length + count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var need = Math.Max(sizeHint, 1);
        if (array.Length - Length < need)
        {
            Grow(need);
        }

        return array.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Drops the end of what was written.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        var returned = array;
        returned.AsSpan(0, Length).Clear();
        array = [];
        Length = 0;
        if (returned.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(returned);
        }
    }

    private void Grow(int need)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + need), array.Length * 2));
        array.AsSpan(0, Length).CopyTo(larger);
        array.AsSpan(0, Length).Clear();
        ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
