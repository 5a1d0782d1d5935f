namespace HiveFlow.Mcp.Servers;

/// <summary>An MCP server as it comes from outside; in a change, what is not there stays as it is.</summary>
/// <param name="Name">1 to 100 characters, unique in the organization whatever its capitals.</param>
/// <param name="Description">At most 500 characters.</param>
/// <param name="Url">Its address (Streamable HTTP); takes the place of command and args.</param>
/// <param name="Command">A program that speaks MCP by stdin and stdout, run in a sandbox; takes the place of url and credentialId.</param>
/// <param name="Args">The program's arguments, at most 50 of 2,000 characters.</param>
/// <param name="CredentialId">A credential to send to the url; empty removes it.</param>
/// <param name="Version">The version that is changed; null takes whatever is there.</param>
public sealed record McpServerDraft(
    string? Name = null,
    string? Description = null,
    string? Url = null,
    string? Command = null,
    IReadOnlyList<string>? Args = null,
    string? CredentialId = null,
    long? Version = null);
