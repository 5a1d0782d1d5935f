using System.Buffers;
using System.IO.Compression;
using HiveFlow.Errors;

namespace HiveFlow.Outgoing.Bodies;

/// <summary>
/// Reads and unpacks an answer, counting while it reads: over the limit packed or unpacked, or growing more than a hundredfold once it
/// is past 1 MiB, it stops.
/// </summary>
internal sealed class BodyReader(BufferBudget budget)
{
    private const int MaxRatio = 100;
    private const int PieceSize = 16 * 1024;
    private const int RatioCountsFrom = 1024 * 1024;

    /// <summary>
    /// Reads it whole, which <paramref name="isWhole"/> may say before its end, or gives it to <paramref name="taker"/> piece by piece; then
    /// the body is empty.
    /// </summary>
    public async Task<Result<Body>> ReadAsync(
        HttpContent content,
        long limit,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? taker,
        Func<ReadOnlyMemory<byte>, bool>? isWhole,
        CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit)
        {
            return OutgoingErrors.ResponseTooLarge(limit);
        }

        using var buffer = new GrowingBuffer(budget);
        await using var raw = await content.ReadAsStreamAsync(cancellationToken);
        await using var wire = new WireStream(raw, limit);
        Stream? unpacked = Unpack(wire, content.Headers.ContentEncoding);
        if (unpacked is null)
        {
            return OutgoingErrors.ResponseInvalid("it is packed in a way that was not asked for");
        }

        await using (unpacked)
        {
            try
            {
                return taker is null
                    ? await ReadAsync(unpacked, wire, buffer, limit, isWhole, cancellationToken)
                    : await PassOnAsync(unpacked, wire, taker, limit, cancellationToken);
            }
            catch (BodyTooLargeException)
            {
                return OutgoingErrors.ResponseTooLarge(limit);
            }
            catch (Exception e) when (e is InvalidDataException || (e is InvalidOperationException && unpacked is BrotliStream))
            {
                return OutgoingErrors.ResponseInvalid("its packed body is damaged or cut off");
            }
        }
    }

    private static async Task<Result<Body>> ReadAsync(
        Stream unpacked, WireStream wire, GrowingBuffer buffer, long limit, Func<ReadOnlyMemory<byte>, bool>? isWhole, CancellationToken cancellationToken)
    {
        while (buffer.TryGetRoom(out var room))
        {
            var read = await unpacked.ReadAsync(room, cancellationToken);
            if (read == 0)
            {
                return new Body(buffer.ToArray(), wire.Count);
            }

            buffer.Advance(read);
            if (buffer.Length > limit)
            {
                return OutgoingErrors.ResponseTooLarge(limit);
            }

            if (IsBomb(buffer.Length, wire.Count))
            {
                return Bomb();
            }

            if (isWhole?.Invoke(buffer.Written) == true)
            {
                return new Body(buffer.ToArray(), wire.Count);
            }
        }

        return OutgoingErrors.Busy("too many large answers are being read at once");
    }

    private static async Task<Result<Body>> PassOnAsync(
        Stream unpacked, WireStream wire, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> taker, long limit, CancellationToken cancellationToken)
    {
        var room = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            long length = 0;
            while (await unpacked.ReadAsync(room, cancellationToken) is > 0 and var read)
            {
                length += read;
                if (length > limit)
                {
                    return OutgoingErrors.ResponseTooLarge(limit);
                }

                if (IsBomb(length, wire.Count))
                {
                    return Bomb();
                }

                await taker(room.AsMemory(0, read), cancellationToken);
            }

            return new Body([], wire.Count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room, clearArray: true);
        }
    }

    /// <summary>Whether a body grows more than it may.</summary>
    public static bool IsBomb(long unpacked, long packed) => unpacked > RatioCountsFrom && unpacked > packed * MaxRatio;

    public static Error Bomb() => OutgoingErrors.ResponseInvalid($"its packed body grows more than {MaxRatio} times");

    /// <summary>The unpacked stream; null when the body is packed in a way that was not asked for.</summary>
    public static Stream? Unpack(WireStream wire, ICollection<string> encodings) =>
        string.Join(',', encodings).ToLowerInvariant() switch
        {
            "" or "identity" => wire,
            "gzip" or "x-gzip" => new GZipStream(wire, CompressionMode.Decompress, leaveOpen: true),
            "deflate" => new ZLibStream(wire, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(wire, CompressionMode.Decompress, leaveOpen: true),
            _ => null,
        };
}
