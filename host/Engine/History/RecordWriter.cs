using System.Buffers.Binary;
using System.Text;

namespace HiveFlow.Engine.History;

/// <summary>Writes the binary form of history: numbers as LEB128, texts as length + UTF-8. A pooled buffer, kept by its thread.</summary>
internal sealed class RecordWriter
{
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static RecordWriter? ofThread;

    private byte[] buffer = new byte[1024];
    private int length;

    /// <summary>The calling thread's writer, empty.</summary>
    public static RecordWriter Rent()
    {
        var writer = ofThread ??= new RecordWriter();
        writer.length = 0;
        return writer;
    }

    /// <summary>What was written, as an array of its own.</summary>
    public byte[] ToArray()
    {
        var result = buffer.AsSpan(0, length).ToArray();
        if (buffer.Length > LargestKept)
        {
            buffer = new byte[1024];
        }

        return result;
    }

    public void Byte(byte value)
    {
        Reserve(1);
        buffer[length++] = value;
    }

    public void Number(long value)
    {
        Reserve(10);
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            buffer[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        buffer[length++] = (byte)rest;
    }

    /// <summary>Eight bytes, for values that LEB128 would not shorten.</summary>
    public void Fixed(long value)
    {
        Reserve(8);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(length), value);
        length += 8;
    }

    /// <summary>A text or null: 0 for null, else length + 1 and the bytes.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        var count = Encoding.UTF8.GetByteCount(value);
        Number(count + 1L);
        Reserve(count);
        length += Encoding.UTF8.GetBytes(value, buffer.AsSpan(length));
    }

    private void Reserve(int count)
    {
        if (buffer.Length - length < count)
        {
            Array.Resize(ref buffer, Math.Max(checked(length + count), buffer.Length * 2));
        }
    }
}
