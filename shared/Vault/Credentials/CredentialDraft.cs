using System.Text.Json;

namespace HiveFlow.Vault.Credentials;

/// <summary>A credential as it comes from outside; in a change, what is not there stays as it is.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Type">One of GET /api/credentials/types; can't be changed.</param>
/// <param name="Description">At most 500 characters.</param>
/// <param name="Hosts">Where it may be sent: <c>host</c> or <c>*.suffix</c>, <c>:port</c> unless 443; at most 20. Generic types must say.</param>
/// <param name="Sharing">private (default) or organization.</param>
/// <param name="MinimumRole">The least role that may use it when shared: member (default), admin, owner.</param>
/// <param name="Data">The fields of its type; in a change null removes one.</param>
/// <param name="Version">The version that is changed; null takes whatever is there.</param>
public sealed record CredentialDraft(
    string? Name = null,
    string? Type = null,
    string? Description = null,
    IReadOnlyList<string>? Hosts = null,
    string? Sharing = null,
    string? MinimumRole = null,
    JsonElement? Data = null,
    long? Version = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Name}";
}
