using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace HiveFlow.Sandbox.E2B;

/// <summary>Server streams of the Connect protocol (connectrpc.com/docs/protocol): flags byte, big-endian length, payload.</summary>
internal static class ConnectFrames
{
    /// <summary>Flags of the last frame.</summary>
    public const byte EndOfStream = 2;

    /// <summary>Largest payload: output comes in pieces of 32 KiB, as base64.</summary>
    public const int MostPayload = 1 << 20;

    private const int HeadSize = 5;

    /// <summary>One frame of a request.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeadSize + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)payload.Length);
        payload.CopyTo(frame.AsSpan(HeadSize));
        return frame;
    }

    /// <summary>Takes one whole frame off the front; false when more bytes are needed.</summary>
    /// <exception cref="WireFormatException">Too large, or of a kind nobody asked for.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out byte flags, out byte[] payload)
    {
        flags = 0;
        payload = [];
        if (buffer.Length < HeadSize)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[HeadSize];
        buffer.Slice(0, HeadSize).CopyTo(head);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head[1..]);
        if (head[0] is not (0 or EndOfStream))
        {
            throw new WireFormatException("A frame of the sandbox's stream has unknown flags.");
        }

        if (length > MostPayload)
        {
            throw new WireFormatException($"A frame of the sandbox's stream is larger than {MostPayload} bytes.");
        }

        if (buffer.Length < HeadSize + length)
        {
            return false;
        }

        flags = head[0];
        payload = buffer.Slice(HeadSize, length).ToArray();
        buffer = buffer.Slice(HeadSize + length);
        return true;
    }

    /// <summary>All payloads up to the last frame, whose payload comes last with its flags.</summary>
    /// <exception cref="WireFormatException">The stream breaks off or is not of this protocol.</exception>
    public static async IAsyncEnumerable<(byte Flags, byte[] Payload)> ReadAllAsync(
        PipeReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TryRead(ref buffer, out var flags, out var payload))
            {
                yield return (flags, payload);
                if (flags == EndOfStream)
                {
                    yield break;
                }
            }

            if (read.IsCompleted)
            {
                throw new WireFormatException(buffer.Length switch
                {
                    0 => "The sandbox's stream ended without its last frame.",
                    < HeadSize => "The sandbox's stream broke off inside the head of a frame.",
                    _ => "The sandbox's stream broke off inside a frame.",
                });
            }

            reader.AdvanceTo(buffer.Start, read.Buffer.End);
        }
    }
}
