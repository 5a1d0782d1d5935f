using System.IO.Pipelines;

namespace HiveFlow.Sandbox.Tests.E2B;

/// <summary>Bytes as they may arrive from a network.</summary>
internal static class Cut
{
    public static PipeReader Whole(byte[] bytes) => Pieces([bytes]);

    public static PipeReader At(byte[] bytes, int at) => Pieces([bytes[..at], bytes[at..]]);

    public static PipeReader Bytes(byte[] bytes) => Pieces(bytes.Select(value => new[] { value }));

    private static PipeReader Pieces(IEnumerable<byte[]> pieces)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        _ = WriteAsync(pipe.Writer, pieces);
        return pipe.Reader;
    }

    private static async Task WriteAsync(PipeWriter writer, IEnumerable<byte[]> pieces)
    {
        foreach (var piece in pieces)
        {
            await writer.WriteAsync(piece);
            // The reader sees this piece alone.
            await Task.Yield();
        }

        await writer.CompleteAsync();
    }
}
