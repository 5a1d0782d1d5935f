using HiveFlow.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace HiveFlow.Functions.Files;

/// <summary>The content of a form's file, which has to be the last thing in it: what follows is found when its end is read.</summary>
internal sealed class LastSection(MultipartReader form, Stream content) : Stream
{
    /// <summary>What was wrong with the form; null while nothing was.</summary>
    public Error? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken);
        if (read == 0 && !buffer.IsEmpty && await form.ReadNextSectionAsync(cancellationToken) is not null)
        {
            Fault = RequestErrors.Malformed("file", "The form has one file, and it comes last.");
            throw new InvalidDataException();
        }

        return read;
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
}
