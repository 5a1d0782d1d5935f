using HiveFlow.Errors;

namespace HiveFlow.Sandbox.Talking;

/// <summary>What is written goes to the program's standard input at each flush, in pieces, in order.</summary>
internal sealed class ProgramInput(Func<ReadOnlyMemory<byte>, CancellationToken, Task<Result>> send) : Stream
{
    private const int Piece = 32 * 1024;
    private readonly MemoryStream _unsent = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _unsent.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => _unsent.Write(buffer, offset, count);

    /// <exception cref="IOException">The program does not take it any more.</exception>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        var bytes = _unsent.ToArray();
        _unsent.SetLength(0);
        for (var at = 0; at < bytes.Length; at += Piece)
        {
            var sent = await send(bytes.AsMemory(at, Math.Min(Piece, bytes.Length - at)), cancellationToken);
            if (!sent.IsSuccess)
            {
                throw new IOException(sent.Error.Message);
            }
        }
    }

    public override void Flush()
    {
        // Only what is flushed asynchronously is sent.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _unsent.Dispose();
        base.Dispose(disposing);
    }
}
