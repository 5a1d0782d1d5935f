using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Challenges;

/// <summary>A challenge that was answered right; it counts only when its writes are applied, in one with what it opens.</summary>
/// <param name="Document">The challenge.</param>
/// <param name="Method">How it was answered.</param>
/// <param name="Used">The writes that spend challenge and code.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes are left after one was used; null when none was.</param>
internal sealed record ProvenChallenge(
    ChallengeDocument Document, string Method, IReadOnlyList<DocumentWrite> Used, int? RecoveryCodesLeft = null)
{
    /// <summary>Whether an authenticator was asked for.</summary>
    public bool IsTotpEnrolled => Document.CodeHash is null;
}
