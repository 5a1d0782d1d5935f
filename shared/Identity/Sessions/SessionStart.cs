using HiveFlow.Identity.Organizations;

namespace HiveFlow.Identity.Sessions;

/// <summary>How a person proved themself when a session began.</summary>
/// <param name="Method">The last proof: one of the names below.</param>
/// <param name="HasSecondFactor">Whether a second factor was given just now; acts that need a fresh one count from here.</param>
public sealed record SessionStart(string Method, bool HasSecondFactor)
{
    /// <summary>A code sent by mail.</summary>
    public const string EmailCode = "email";

    /// <summary>A code of an authenticator app (RFC 6238).</summary>
    public const string Totp = "totp";

    /// <summary>A recovery code.</summary>
    public const string Recovery = "recovery";

    /// <summary>An outside identity provider.</summary>
    public const string Provider = "provider";

    /// <summary>When the session ends at the latest, by the identity provider's word; null leaves our own lifetime.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The connection of an organization's identity provider that vouched for the person; null for other ways in.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>The one organization that the session is good for; null for all of the person's.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The highest role it gives there.</summary>
    public Role MaxRole { get; init; } = Role.Owner;

    /// <summary>With what it is used.</summary>
    public SessionClient Client { get; init; } = SessionClient.Unknown;
}
