using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Outgoing.Connections;
using ModelContextProtocol;

namespace HiveFlow.Mcp.Calling;

/// <summary>Says what a server did wrong, out of the SDK's exceptions.</summary>
internal static class ServerFailures
{
    /// <summary>Null for what no server can bring about.</summary>
    public static Error? Of(Exception failure, McpTarget target)
    {
        var server = target.Server.Name;
        for (var at = failure; at is not null; at = at.InnerException)
        {
            switch (at)
            {
                case OutgoingException outgoing:
                    return outgoing.Error;
                case HttpRequestException { StatusCode: { } status }:
                    return McpErrors.Refused(server, (int)status);
                case McpProtocolException refused:
                    return McpErrors.CallRefused(server, (int)refused.ErrorCode, target.Mask.Apply(TextOf(refused)));
                default:
                    break;
            }
        }

        // What the SDK throws over an answer it can't read is of many types: properties that refuse a value, converters, its own.
        return failure is McpException or JsonException or IOException or HttpRequestException or TimeoutException or ArgumentException
            or InvalidOperationException or FormatException or NotSupportedException or KeyNotFoundException or OverflowException
            ? McpErrors.AnswerInvalid(server, "its answer can't be read")
            : null;
    }

    /// <summary>The server's words, without those the SDK puts before them.</summary>
    private static string TextOf(McpProtocolException refused)
    {
        const string Before = "Request failed (remote): ";
        return refused.Message.StartsWith(Before, StringComparison.Ordinal) ? refused.Message[Before.Length..] : refused.Message;
    }
}
