using System.IO.Compression;
using HiveFlow.Errors;
using HiveFlow.Outgoing.Connections;

namespace HiveFlow.Outgoing.Bodies;

/// <summary>
/// An answer's body being unpacked and counted while somebody reads it, with the bounds of <see cref="BodyReader"/>; every failure comes
/// out as an <see cref="OutgoingException"/>.
/// </summary>
internal sealed class AnswerStream(Stream unpacked, WireStream wire, long limit, string host, Error late, CancellationToken whole) : Stream
{
    private long count;

    /// <summary>Bytes received so far.</summary>
    public long WireBytes => wire.Count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => count;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, whole);
        int read;
        try
        {
            read = await unpacked.ReadAsync(buffer, either.Token);
        }
        catch (BodyTooLargeException)
        {
            throw new OutgoingException(OutgoingErrors.ResponseTooLarge(limit));
        }
        catch (Exception e) when (e is InvalidDataException || (e is InvalidOperationException && unpacked is BrotliStream))
        {
            throw new OutgoingException(OutgoingErrors.ResponseInvalid("its packed body is damaged or cut off"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutgoingException(late);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new OutgoingException(TransportFailure.ToError(e, host));
        }

        count += read;
        return count > limit ? throw new OutgoingException(OutgoingErrors.ResponseTooLarge(limit))
            : BodyReader.IsBomb(count, wire.Count) ? throw new OutgoingException(BodyReader.Bomb())
            : read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await unpacked.DisposeAsync();
        await wire.DisposeAsync();
        await base.DisposeAsync();
    }
}
