using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace HiveFlow.LocalSandbox.Agent;

/// <summary>Frames of the agent's socket: big-endian lengths of a JSON header and of a body, then both.</summary>
internal static class AgentFrames
{
    /// <summary>Both lengths.</summary>
    public const int HeadSize = 8;

    /// <summary>A page of 500 entries, each with a path of 4 KiB, escaped.</summary>
    public const int MaxHeader = 16 << 20;

    /// <summary>One line of a kernel (8 MiB) and a little.</summary>
    public const int MaxBody = (8 << 20) + 1024;

    /// <summary>Takes one whole frame off the front; false when more bytes are needed.</summary>
    /// <exception cref="InvalidDataException">Over a limit, or not what an agent says.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out AgentMessage message)
    {
        message = null!;
        if (buffer.Length < HeadSize)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[HeadSize];
        buffer.Slice(0, HeadSize).CopyTo(head);
        var header = BinaryPrimitives.ReadUInt32BigEndian(head);
        var body = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        if (header > MaxHeader || body > MaxBody)
        {
            throw new InvalidDataException("A frame of the agent is larger than allowed.");
        }

        if (buffer.Length < HeadSize + header + body)
        {
            return false;
        }

        var reader = new Utf8JsonReader(buffer.Slice(HeadSize, header));
        try
        {
            message = JsonSerializer.Deserialize(ref reader, AgentJson.Default.AgentMessage)
                ?? throw new InvalidDataException("A frame of the agent is empty.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException("A frame of the agent is not what it should be.", problem);
        }

        if (body > 0)
        {
            message = message with { Body = buffer.Slice(HeadSize + header, body).ToArray() };
        }

        buffer = buffer.Slice(HeadSize + header + body);
        return true;
    }

    /// <summary>Writes one frame.</summary>
    public static void Write(IBufferWriter<byte> writer, AgentRequest request, ReadOnlySpan<byte> body)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(request, AgentJson.Default.AgentRequest);
        var head = writer.GetSpan(HeadSize);
        BinaryPrimitives.WriteUInt32BigEndian(head, (uint)header.Length);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], (uint)body.Length);
        writer.Advance(HeadSize);
        writer.Write(header);
        writer.Write(body);
    }
}
