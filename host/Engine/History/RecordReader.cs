using System.Buffers.Binary;
using System.Text;

namespace HiveFlow.Engine.History;

/// <summary>Reads what <see cref="RecordWriter"/> wrote; anything else is an <see cref="InvalidDataException"/>.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    public readonly bool AtEnd => rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw new InvalidDataException("A number in the history is too long.");
    }

    public int Count()
    {
        var count = Number();
        return count >= 0 && count <= rest.Length ? (int)count : throw new InvalidDataException("A count in the history is wrong.");
    }

    public int Int32() => checked((int)Number());

    public long Fixed() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public string? Text()
    {
        var count = Number();
        return count == 0 ? null : Encoding.UTF8.GetString(Take(count - 1));
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw new InvalidDataException("The history ends too early.");
        }

        var taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }
}
