using HiveFlow.Storage.Documents;

namespace HiveFlow.Mcp.Servers;

/// <summary>An MCP server of an organization as stored: at an address, or a program that runs in a sandbox.</summary>
internal sealed record RegisteredServer
{
    /// <summary>Unique index over the names, whatever their capitals.</summary>
    public const string ByName = "name";

    /// <summary>Index over the credentials that servers name.</summary>
    public const string ByCredential = "credential";

    public static readonly Collection<RegisteredServer> Collection = new Collection<RegisteredServer>("mcp_servers", McpJson.Default.RegisteredServer)
        .WithIndex("created", ("createdAt", s => s.CreatedAt))
        .WithIndex(ByCredential, ("credentialId", s => s.CredentialId))
        .WithUniqueIndex(ByName, ("name", s => KeyOf(s.Name)));

    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = string.Empty;

    /// <summary>Its address; null for a program.</summary>
    public string? Url { get; init; }

    /// <summary>The program; null for an address.</summary>
    public string? Command { get; init; }

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>What is sent along to the address; null for nothing.</summary>
    public string? CredentialId { get; init; }

    /// <summary>1 when made, one more at each change by a person.</summary>
    public long Version { get; init; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was last tried; null for never since the last change.</summary>
    public DateTimeOffset? TestedAt { get; init; }

    /// <summary>What failed then; null when it went well.</summary>
    public string? Failure { get; init; }

    /// <summary>The tools it offered then.</summary>
    public int? ToolCount { get; init; }

    public static string KeyOf(string name) => name.ToLowerInvariant();
}
