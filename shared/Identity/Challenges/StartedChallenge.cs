using HiveFlow.Identity.SecondFactor;

namespace HiveFlow.Identity.Challenges;

/// <summary>A challenge that waits for its code.</summary>
/// <param name="Challenge">Its name, 128 random bits; goes with the code.</param>
/// <param name="ExpiresAt">When it is over.</param>
/// <param name="Methods"><c>email</c>: a code was mailed; or <c>totp</c>: the authenticator is asked for, or a recovery code.</param>
public sealed record StartedChallenge(string Challenge, DateTimeOffset ExpiresAt, IReadOnlyList<string> Methods)
{
    /// <summary>Whether the person has an authenticator.</summary>
    public bool IsTotpEnrolled => Methods == FactorMethods.Authenticator;
}
