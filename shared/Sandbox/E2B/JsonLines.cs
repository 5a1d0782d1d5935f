using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HiveFlow.Sandbox.E2B;

/// <summary>The code interpreter's answer: one JSON object a line.</summary>
internal static class JsonLines
{
    /// <summary>Largest line: a result with a picture in it.</summary>
    public const int MostLine = 12 << 20;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 64 };

    /// <summary>Takes one whole line off the front; false when more bytes are needed.</summary>
    /// <exception cref="WireFormatException">Too long, or not an object.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out JsonElement line)
    {
        line = default;
        var end = buffer.PositionOf((byte)'\n');
        if ((end is null ? buffer.Length : buffer.Slice(0, end.Value).Length) > MostLine)
        {
            throw new WireFormatException($"A line of the code interpreter is longer than {MostLine} bytes.");
        }

        if (end is null)
        {
            return false;
        }

        line = Parse(buffer.Slice(0, end.Value));
        buffer = buffer.Slice(buffer.GetPosition(1, end.Value));
        return true;
    }

    /// <summary>All lines up to the end of the body; the last may lack its line feed.</summary>
    /// <exception cref="WireFormatException">A line is not what it should be.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAllAsync(
        PipeReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TryRead(ref buffer, out var line))
            {
                yield return line;
            }

            if (read.IsCompleted)
            {
                if (!buffer.IsEmpty)
                {
                    yield return Parse(buffer);
                }

                yield break;
            }

            reader.AdvanceTo(buffer.Start, read.Buffer.End);
        }
    }

    private static JsonElement Parse(ReadOnlySequence<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, Reading);
            var element = JsonElement.ParseValue(ref reader);
            var rest = bytes.Slice(reader.BytesConsumed).ToArray().AsSpan().TrimEnd("\r \t"u8);
            return element.ValueKind == JsonValueKind.Object && rest.IsEmpty
                ? element
                : throw new WireFormatException("A line of the code interpreter is not one JSON object.");
        }
        catch (JsonException)
        {
            throw new WireFormatException("A line of the code interpreter is not valid JSON.");
        }
    }
}
