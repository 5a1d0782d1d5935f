using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Callers;

/// <summary>
/// Who a request speaks for, in which organization. Made by <see cref="Authenticator"/> alone, after it checked credential,
/// person and membership; the gate hands it to functions.
/// </summary>
public sealed record Caller
{
    /// <summary>The person.</summary>
    public required DocumentId UserId { get; init; }

    /// <summary>The organization this request is about; the person is a member of it.</summary>
    public required DocumentId OrganizationId { get; init; }

    /// <summary>The organization's default workspace.</summary>
    public required DocumentId WorkspaceId { get; init; }

    /// <summary>The person's role there.</summary>
    public required Role Role { get; init; }

    /// <summary>The scopes of the key; all of them for a session.</summary>
    public required Scopes Scopes { get; init; }

    /// <summary>The API key that was used; null for a session.</summary>
    public string? KeyId { get; init; }

    /// <summary>The flows that the key is bound to; null for all of the organization. The gate enforces it; lists filter by it.</summary>
    public IReadOnlySet<string>? FlowIds { get; init; }

    /// <summary>The session that was used; null for a key.</summary>
    public string? SessionId { get; init; }

    /// <summary>The person's address.</summary>
    public required string Email { get; init; }

    /// <summary>The person's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the session is a browser's, whose token may come in the cookie alone.</summary>
    public bool IsCookieSession { get; init; }

    /// <summary>Which of the key's secrets was used; null for a session.</summary>
    internal string? KeyStamp { get; init; }

    /// <summary>The account's <see cref="Accounts.AccountDocument.Stamp"/> at the time of the check.</summary>
    internal int AccountStamp { get; init; }

    /// <summary>When the session's person last gave a second factor; null for a key, or when none was given.</summary>
    public DateTimeOffset? FactorAt { get; init; }

    /// <summary>Whether the person is an operator of this installation, above all organizations; never with a key.</summary>
    public bool IsOperator { get; init; }

    /// <summary>
    /// Whether the organization asks its members for an authenticator and the person has none: then nothing is open to them there
    /// but what is about their own account.
    /// </summary>
    public bool IsTotpMissing { get; init; }

    /// <summary>The organization as storage calls take it.</summary>
    public Tenant Tenant => Tenant.Of(OrganizationId);

    /// <summary>Whether a program's key was used, not a person's session.</summary>
    public bool IsKey => KeyId is not null;

    /// <summary>Whether the key is bound to no flows, or to this one among others.</summary>
    public bool MayUseFlow(string flowId) => FlowIds is null || FlowIds.Contains(flowId);
}
