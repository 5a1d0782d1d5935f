using System.Buffers;
using System.Text;

namespace HiveFlow.Llm.Wires;

/// <summary>
/// Cuts an event stream into the data of its events, in whatever pieces it comes (HTML Standard, 9.2.6). Event names, ids and comments are
/// not looked at: the data of every provider says what it is. An event is at most 1 MiB.
/// </summary>
internal sealed class EventStreamReader
{
    private const int MaxEvent = 1 << 20;

    private readonly ArrayBufferWriter<byte> line = new();
    private readonly StringBuilder data = new();
    private bool hasData;
    private bool afterReturn;

    /// <summary>Whether an event was larger than may be; nothing more is read then.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Takes a piece; gives the data of the events that end in it.</summary>
    public IReadOnlyList<string> Push(ReadOnlySpan<byte> piece)
    {
        List<string> events = [];
        foreach (var b in piece)
        {
            if (b == '\n' && afterReturn)
            {
                afterReturn = false;
                continue;
            }

            afterReturn = b == '\r';
            if (b is (byte)'\n' or (byte)'\r')
            {
                EndLine(events);
            }
            else if (line.WrittenCount + data.Length < MaxEvent)
            {
                line.GetSpan(1)[0] = b;
                line.Advance(1);
            }
            else
            {
                IsOver = true;
            }

            if (IsOver)
            {
                return events;
            }
        }

        return events;
    }

    private void EndLine(List<string> events)
    {
        var text = Encoding.UTF8.GetString(line.WrittenSpan);
        line.ResetWrittenCount();
        if (text.Length == 0)
        {
            if (hasData)
            {
                events.Add(data.ToString());
            }

            data.Clear();
            hasData = false;
        }
        else if (text.StartsWith("data:", StringComparison.Ordinal))
        {
            if (hasData)
            {
                data.Append('\n');
            }

            data.Append(text.AsSpan(text.Length > 5 && text[5] == ' ' ? 6 : 5));
            hasData = true;
        }
    }
}
