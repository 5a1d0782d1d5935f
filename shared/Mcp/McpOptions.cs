namespace HiveFlow.Mcp;

/// <summary>Limits of MCP servers. Section <c>HiveFlow:Mcp</c>.</summary>
public sealed record McpOptions
{
    /// <summary>Servers that an organization may register. Default 100; 1 to 10,000.</summary>
    public int ServersPerOrganization { get; init; } = 100;

    /// <summary>Tools that one server may offer. Default 500; 1 to 10,000.</summary>
    public int MaxTools { get; init; } = 500;

    /// <summary>Description and schemas of one tool together. Default 64 KiB; 1 KiB to 1 MiB.</summary>
    public int MaxToolBytes { get; init; } = 64 * 1024;

    /// <summary>Largest answer of a server to one request, and so largest result of a tool. Default 4 MiB; 1 KiB to 10 MiB.</summary>
    public int MaxAnswerBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>HTTP requests of one call of a tool, with its greeting and farewell. Default 50; 8 to 1,000.</summary>
    public int MaxRequests { get; init; } = 50;

    /// <summary>Messages that a server may send in one conversation, progress included. Default 1,000; 10 to 100,000.</summary>
    public int MaxMessages { get; init; } = 1_000;

    /// <summary>
    /// Whether servers that are a command may reach the internet from their sandbox (to fetch packages, to call an API). Default false. The
    /// local code jail has none to give.
    /// </summary>
    public bool CommandInternet { get; init; }

    /// <summary>A list of tools, or a call whose caller names no time. Default 60 s; 1 s to 25 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
