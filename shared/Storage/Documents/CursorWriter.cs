using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace HiveFlow.Storage.Documents;

/// <summary>Writes values one after the other so that different values never give the same bytes.</summary>
internal sealed class CursorWriter
{
    public const byte None = 0;
    public const byte Number = 1;
    public const byte Text = 2;

    private readonly ArrayBufferWriter<byte> bytes = new(128);

    public ReadOnlySpan<byte> Written => bytes.WrittenSpan;

    public void Raw(ReadOnlySpan<byte> value) => bytes.Write(value);

    public void Add(IndexValue value)
    {
        if (value.Number is { } number)
        {
            var target = bytes.GetSpan(9);
            target[0] = Number;
            BinaryPrimitives.WriteInt64BigEndian(target[1..], number);
            bytes.Advance(9);
        }
        else if (value.Text is { } text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            var target = bytes.GetSpan(3 + length);
            target[0] = Text;
            BinaryPrimitives.WriteUInt16BigEndian(target[1..], checked((ushort)length));
            Encoding.UTF8.GetBytes(text, target[3..]);
            bytes.Advance(3 + length);
        }
        else
        {
            bytes.Write([None]);
        }
    }
}
