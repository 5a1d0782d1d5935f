namespace HiveFlow.Functions.Auth;

/// <summary>A login that waits for its second factor; it always does.</summary>
/// <param name="MfaRequired">True.</param>
/// <param name="Challenge">Goes with the code.</param>
/// <param name="Methods"><c>email</c>: a code was mailed; or <c>totp</c>: of the authenticator, or a recovery code.</param>
/// <param name="TotpEnrolled">Whether the account has an authenticator; without one, set it up.</param>
/// <param name="ExpiresAt">When the login is over.</param>
internal sealed record LoginAnswer(bool MfaRequired, string Challenge, IReadOnlyList<string> Methods, bool TotpEnrolled, DateTimeOffset ExpiresAt);
