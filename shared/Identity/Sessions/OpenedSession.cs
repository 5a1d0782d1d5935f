using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;

namespace HiveFlow.Identity.Sessions;

/// <summary>A session just opened.</summary>
/// <param name="Token">The token; for a browser's session it belongs into the cookie and nowhere else.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="User">Whose it is.</param>
/// <param name="IsCookie">Whether a browser keeps it in a cookie.</param>
public sealed record OpenedSession(Secret Token, DateTimeOffset ExpiresAt, Profile User, bool IsCookie = false)
{
    /// <summary>Whether the person has an authenticator; without one, clients offer to set it up.</summary>
    public bool IsTotpEnrolled { get; init; }
}
