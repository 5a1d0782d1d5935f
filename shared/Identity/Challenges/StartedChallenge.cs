namespace HiveFlow.Identity.Challenges;

/// <summary>A challenge that waits for its code.</summary>
/// <param name="Challenge">Its name, 128 random bits; goes with the code.</param>
/// <param name="ExpiresAt">When it is over.</param>
public sealed record StartedChallenge(string Challenge, DateTimeOffset ExpiresAt);
