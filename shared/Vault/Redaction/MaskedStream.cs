using System.Text;

namespace HiveFlow.Vault.Redaction;

/// <summary>
/// A stream without secrets: what <see cref="SecretMask"/> finds in its bytes is replaced while it is read, also across the borders of
/// pieces. Owns the inner stream.
/// </summary>
public sealed class MaskedStream : Stream
{
    private const int PieceBytes = 32 * 1024;

    private readonly Stream inner;
    private readonly SecretMask mask;
    private readonly PieceMask pieces = new();
    private readonly byte[] piece = new byte[PieceBytes];
    private ReadOnlyMemory<byte> ready;
    private bool isOver;

    /// <summary>Over the inner stream.</summary>
    public MaskedStream(Stream inner, SecretMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        this.inner = inner;
        this.mask = mask.OfBytes();
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (ready.IsEmpty && !isOver && !buffer.IsEmpty)
        {
            var read = await inner.ReadAsync(piece, cancellationToken);
            isOver = read == 0;

            // One character a byte, so that a text's mask serves bytes.
            ready = Encoding.Latin1.GetBytes(isOver ? pieces.Flush(mask) : pieces.Push(mask, Encoding.Latin1.GetString(piece, 0, read)));
        }

        var taken = Math.Min(ready.Length, buffer.Length);
        ready[..taken].CopyTo(buffer);
        ready = ready[taken..];
        return taken;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
