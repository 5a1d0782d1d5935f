namespace HiveFlow.Functions.Auth;

/// <summary>A registration that waits for its code.</summary>
internal sealed record RegisterAnswer(string Challenge, IReadOnlyList<string> Methods, DateTimeOffset ExpiresAt);
