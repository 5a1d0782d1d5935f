namespace HiveFlow.Identity.Challenges;

/// <summary>What somebody answers to a challenge.</summary>
/// <param name="Challenge">The challenge's name.</param>
/// <param name="Method"><c>email</c>, <c>totp</c> or <c>recovery</c>.</param>
/// <param name="Code">Six digits; or a recovery code.</param>
public sealed record ChallengeAnswer(string Challenge, string Method, string Code);
