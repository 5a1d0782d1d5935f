using HiveFlow.Identity.Sessions;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Challenges;

/// <summary>A wait for a code, stored under the hash of its name.</summary>
/// <param name="Purpose">What it confirms.</param>
/// <param name="Email">Where the code went, or whose the authenticator is.</param>
/// <param name="UserId">Whose login it is; null when there is no account yet.</param>
/// <param name="Name">The new account's name.</param>
/// <param name="PasswordHash">The new account's password.</param>
/// <param name="CodeHash">The newest mailed code; null when an authenticator is asked for.</param>
/// <param name="SentAt">When that went out.</param>
/// <param name="Tries">Codes tried, right or wrong.</param>
/// <param name="ExpiresAt">When the whole wait is over.</param>
/// <param name="SessionId">The session it belongs to; null when it opens one.</param>
/// <param name="Limits">What the session that it opens is limited to; null for nothing.</param>
/// <param name="Stamp">The account's stamp then: whatever ends its person's sessions ends this wait too.</param>
/// <param name="SignInCodeId">The one-time code that began it; null for none.</param>
internal sealed record ChallengeDocument(
    ChallengePurpose Purpose,
    string Email,
    string? UserId,
    string? Name,
    string? PasswordHash,
    string? CodeHash,
    DateTimeOffset SentAt,
    int Tries,
    DateTimeOffset ExpiresAt,
    string? SessionId = null,
    SessionLimits? Limits = null,
    int Stamp = 0,
    string? SignInCodeId = null)
{
    /// <summary>All waits.</summary>
    public static readonly Collection<ChallengeDocument> Collection =
        new Collection<ChallengeDocument>("challenges", IdentityJson.Default.ChallengeDocument).WithExpiry(c => c.ExpiresAt);
}
