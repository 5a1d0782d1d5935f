namespace HiveFlow.Mcp.Servers;

/// <summary>An MCP server as it is shown.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Transport">http or stdio.</param>
/// <param name="Url">Its address; null for a program.</param>
/// <param name="Command">The program; null for an address.</param>
/// <param name="Args">The program's arguments.</param>
/// <param name="CredentialId">What is sent along; null for nothing.</param>
/// <param name="HasCredentials">Whether something is sent along.</param>
/// <param name="Status">untested, connected or failed: how the last test since its last change ended.</param>
/// <param name="IsConnected">Whether that test went well.</param>
/// <param name="ToolCount">The tools it offered then; null before a test went well.</param>
/// <param name="Error">What failed then, in a sentence; null when nothing did.</param>
/// <param name="TestedAt">When that was; null for never.</param>
/// <param name="Version">One more at each change.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public sealed record McpServerView(
    string Id,
    string Name,
    string Description,
    string Transport,
    string? Url,
    string? Command,
    IReadOnlyList<string> Args,
    string? CredentialId,
    bool HasCredentials,
    string Status,
    bool IsConnected,
    int? ToolCount,
    string? Error,
    DateTimeOffset? TestedAt,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static McpServerView Of(RegisteredServer s) => new(
        s.Id,
        s.Name,
        s.Description,
        s.Url is null ? "stdio" : "http",
        s.Url,
        s.Command,
        s.Args,
        s.CredentialId,
        s.CredentialId is not null,
        s.TestedAt is null ? "untested" : s.Failure is null ? "connected" : "failed",
        s.TestedAt is not null && s.Failure is null,
        s.ToolCount,
        s.Failure,
        s.TestedAt,
        s.Version,
        s.CreatedAt,
        s.UpdatedAt);
}
