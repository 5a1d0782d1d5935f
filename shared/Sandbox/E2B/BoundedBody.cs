using HiveFlow.Errors;

namespace HiveFlow.Sandbox.E2B;

/// <summary>Reads a body of unknown length without taking more memory than allowed.</summary>
internal static class BoundedBody
{
    private const int Piece = 16 * 1024;

    /// <summary>The whole body, or an error when it is larger.</summary>
    public static async Task<Result<byte[]>> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var first = content.Headers.ContentLength is { } known ? (int)Math.Min(known, most) : Piece;
        using var whole = new MemoryStream(first);
        var piece = new byte[Piece];
        int count;
        while ((count = await stream.ReadAsync(piece, cancellationToken)) > 0)
        {
            if (whole.Length + count > most)
            {
                return SandboxErrors.Failed($"The sandbox service's answer is larger than {most} bytes.");
            }

            whole.Write(piece, 0, count);
        }

        return whole.ToArray();
    }
}
