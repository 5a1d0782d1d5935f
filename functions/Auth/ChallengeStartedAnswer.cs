namespace HiveFlow.Functions.Auth;

/// <summary>A challenge within a session that waits for its second factor.</summary>
/// <param name="Challenge">Goes with the code.</param>
/// <param name="Methods"><c>email</c>: a code was mailed; or <c>totp</c>: of the authenticator, or a recovery code.</param>
/// <param name="ExpiresAt">When it is over.</param>
internal sealed record ChallengeStartedAnswer(string Challenge, IReadOnlyList<string> Methods, DateTimeOffset ExpiresAt);
