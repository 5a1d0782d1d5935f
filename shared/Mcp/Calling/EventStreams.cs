using System.Text.Json;

namespace HiveFlow.Mcp.Calling;

/// <summary>Server-sent events as far as the protocol uses them: each a JSON-RPC message in one <c>data</c> line.</summary>
internal static class EventStreams
{
    /// <summary>
    /// Whether the last event that has come is a response. A server should end the stream then (Streamable HTTP, "Sending messages to the
    /// server"); for one that does not, nothing is left to wait for.
    /// </summary>
    public static bool EndsWithResponse(ReadOnlyMemory<byte> body)
    {
        var all = body.Span;
        if (!all.EndsWith("\n\n"u8) && !all.EndsWith("\r\n\r\n"u8) && !all.EndsWith("\r\r"u8))
        {
            return false;
        }

        for (var before = all; before.LastIndexOf("data:"u8) is >= 0 and var at; before = before[..at])
        {
            if (at == 0 || all[at - 1] is (byte)'\n' or (byte)'\r')
            {
                var line = all[(at + "data:".Length)..];
                return IsResponse(line[..line.IndexOfAny((byte)'\n', (byte)'\r')]);
            }
        }

        return false;
    }

    private static bool IsResponse(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("result"u8) || reader.ValueTextEquals("error"u8))
                {
                    return true;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // It may go on in another line, or is none: the reading goes on.
        }

        return false;
    }
}
