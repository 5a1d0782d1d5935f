namespace HiveFlow.Storage.Tests.Files;

/// <summary>Gives its bytes in small uneven pieces, cannot seek and does not know its length, like a request's body.</summary>
internal sealed class DrippingStream(byte[] bytes, bool breaksOff = false) : Stream
{
    private int position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (breaksOff && position == bytes.Length)
        {
            throw new InvalidDataException("The content breaks off.");
        }

        var take = Math.Min(Math.Min(count, 1 + position % 70_001), bytes.Length - position);
        bytes.AsSpan(position, take).CopyTo(buffer.AsSpan(offset));
        position += take;
        return take;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
