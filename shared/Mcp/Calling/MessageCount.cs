using HiveFlow.Errors;
using HiveFlow.Outgoing;

namespace HiveFlow.Mcp.Calling;

/// <summary>
/// Counts the messages of a conversation. Each costs the SDK an exception where it is none, so that a few bytes a message would keep a
/// processor busy for minutes.
/// </summary>
internal sealed class MessageCount(string server, int most)
{
    private int count;

    /// <summary>Set once there were too many.</summary>
    public Error? Fault { get; private set; }

    /// <summary>Counts the lines that begin in a piece of output; false when there are too many.</summary>
    public bool AddLines(ReadOnlySpan<byte> piece)
    {
        count += piece.Count((byte)'\n') + piece.Count((byte)'\r');
        return Check();
    }

    /// <summary>Counts the events of an answer that is a stream of them; null when there are not too many.</summary>
    public Error? AddEvents(OutgoingResponse answer)
    {
        if (answer.Headers.GetValueOrDefault("content-type")?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
        {
            foreach (var range in answer.Body.Span.SplitAny((byte)'\n', (byte)'\r'))
            {
                count += answer.Body.Span[range].StartsWith("data"u8) ? 1 : 0;
            }

            Check();
        }

        return Fault;
    }

    private bool Check()
    {
        if (count > most)
        {
            Fault ??= McpErrors.TooLarge(server, $"more than {most} messages in one conversation");
        }

        return Fault is null;
    }
}
