using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Challenges;

/// <summary>A wait for a mailed code, stored under the hash of its name.</summary>
/// <param name="Purpose">What it confirms.</param>
/// <param name="Email">Where the code went.</param>
/// <param name="UserId">Whose login it is; null when there is no account yet.</param>
/// <param name="Name">The new account's name.</param>
/// <param name="PasswordHash">The new account's password.</param>
/// <param name="CodeHash">The newest code.</param>
/// <param name="SentAt">When that went out.</param>
/// <param name="Tries">Codes tried, right or wrong.</param>
/// <param name="ExpiresAt">When the whole wait is over.</param>
internal sealed record ChallengeDocument(
    ChallengePurpose Purpose,
    string Email,
    string? UserId,
    string? Name,
    string? PasswordHash,
    string CodeHash,
    DateTimeOffset SentAt,
    int Tries,
    DateTimeOffset ExpiresAt)
{
    /// <summary>All waits.</summary>
    public static readonly Collection<ChallengeDocument> Collection =
        new Collection<ChallengeDocument>("challenges", IdentityJson.Default.ChallengeDocument).WithExpiry(c => c.ExpiresAt);
}
