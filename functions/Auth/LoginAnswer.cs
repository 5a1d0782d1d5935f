namespace HiveFlow.Functions.Auth;

/// <summary>A login that waits for its second factor; it always does.</summary>
internal sealed record LoginAnswer(bool MfaRequired, string Challenge, IReadOnlyList<string> Methods, DateTimeOffset ExpiresAt);
