using HiveFlow.Mcp.Servers;
using HiveFlow.Outgoing.Credentials;
using HiveFlow.Vault.Redaction;

namespace HiveFlow.Mcp.Calling;

/// <summary>A conversation to have.</summary>
/// <param name="Server">With whom.</param>
/// <param name="Owner">The organization.</param>
/// <param name="Credential">What goes along; null for nothing.</param>
/// <param name="IdempotencyKey">Goes along as a header; null for none.</param>
/// <param name="Limit">For all of it.</param>
internal sealed record McpTarget(RegisteredServer Server, string Owner, OutgoingCredential? Credential, string? IdempotencyKey, TimeSpan Limit)
{
    /// <summary>Masks the credential's secrets in what the server says.</summary>
    public SecretMask Mask { get; init; } = SecretMask.None;
}
