using HiveFlow.Errors;

namespace HiveFlow.Mcp;

/// <summary>How MCP servers and calls of their tools fail, besides the failures of outgoing calls and of sandboxes.</summary>
public static class McpErrors
{
    /// <summary>Another server of the organization has that name.</summary>
    public static readonly ErrorCode NameTakenCode = new("mcp_name_taken", ErrorKind.Conflict);

    /// <summary>The organization has as many servers as it may.</summary>
    public static readonly ErrorCode LimitCode = new("mcp_server_limit", ErrorKind.Conflict);

    /// <summary>The server answered with a failure instead of MCP.</summary>
    public static readonly ErrorCode RefusedCode = new("mcp_refused", ErrorKind.Invalid);

    /// <summary>What the server answered is not MCP.</summary>
    public static readonly ErrorCode AnswerInvalidCode = new("mcp_answer_invalid", ErrorKind.Invalid);

    /// <summary>The server offers more than is taken.</summary>
    public static readonly ErrorCode TooLargeCode = new("mcp_too_large", ErrorKind.Invalid);

    /// <summary>The server was too slow.</summary>
    public static readonly ErrorCode TimeoutCode = new("mcp_timeout", ErrorKind.Unavailable);

    /// <summary>The server refused the call: no such tool, arguments it does not take.</summary>
    public static readonly ErrorCode CallRefusedCode = new("mcp_call_refused", ErrorKind.Invalid);

    /// <summary>The tool ran and says that it failed.</summary>
    public static readonly ErrorCode ToolFailedCode = new("mcp_tool_failed", ErrorKind.Invalid);

    /// <summary>The command ended instead of answering.</summary>
    public static readonly ErrorCode CommandEndedCode = new("mcp_command_ended", ErrorKind.Invalid);

    private const int MostQuoted = 500;

    /// <summary>422: the tool's own failure, with what it says of it.</summary>
    public static Error ToolFailed(string tool, string text) =>
        Error.Of(ToolFailedCode, Quote(text) is { Length: > 0 } said ? $"The tool {tool} failed: {said}" : $"The tool {tool} failed and does not say why.");

    internal static Error NotFound() => RequestErrors.NotFound("MCP server");

    internal static Error NameTaken(string name) => Error.Of(NameTakenCode, $"There is already an MCP server with the name '{name}'.") with
    {
        Fields = new Dictionary<string, IReadOnlyList<string>> { ["name"] = ["is the name of another server."] },
    };

    internal static Error Limit(int most) => Error.Of(LimitCode, $"An organization has at most {most} MCP servers.");

    internal static Error Refused(string server, int status) => Error.Of(
        RefusedCode,
        status is 401 or 403 ? $"The MCP server {server} refused access with status {status}." : $"The MCP server {server} answered with status {status}.");

    internal static Error AnswerInvalid(string server, string because) => Error.Of(AnswerInvalidCode, $"The MCP server {server} did not answer as MCP asks: {because}.");

    internal static Error TooLarge(string server, string what) => Error.Of(TooLargeCode, $"The MCP server {server} offers too much: {what}.");

    internal static Error CommandEnded(string server, string sentence) => Error.Of(CommandEndedCode, $"The MCP server {server} is gone: {Quote(sentence)}");

    internal static Error Timeout(string server, TimeSpan limit) =>
        Error.Of(TimeoutCode, $"The MCP server {server} did not finish within {limit.TotalSeconds:0.###} s.") with { RetryAfter = TimeSpan.FromSeconds(1) };

    internal static Error CallRefused(string server, int code, string text) => Error.Of(
        CallRefusedCode, $"The MCP server {server} refused the call with error {code}{(Quote(text) is { Length: > 0 } said ? $": {said}" : ".")}");

    /// <summary>What a stranger wrote, on one line and not endless.</summary>
    private static string Quote(string text)
    {
        var clean = new string([.. text.Take(MostQuoted).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return text.Length > MostQuoted ? clean + "…" : clean;
    }
}
