using HiveFlow.Identity.Sessions;

namespace HiveFlow.Identity.Challenges;

/// <summary>What a code or authenticator is asked for.</summary>
/// <param name="Purpose">What it confirms.</param>
/// <param name="Email">Where a code goes, or whose the authenticator is.</param>
internal sealed record NewChallenge(ChallengePurpose Purpose, string Email)
{
    /// <summary>Whose login it is; null when there is no account yet.</summary>
    public string? UserId { get; init; }

    /// <summary>The account's stamp: whatever ends its person's sessions ends the wait too.</summary>
    public int Stamp { get; init; }

    /// <summary>The new account's name.</summary>
    public string? Name { get; init; }

    /// <summary>The new account's password.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>The session it belongs to; null when it opens one.</summary>
    public string? SessionId { get; init; }

    /// <summary>What the session that it opens is limited to; null for nothing.</summary>
    public SessionLimits? Limits { get; init; }

    /// <summary>The record of the one-time code that begins it; null for none.</summary>
    public string? SignInCodeId { get; init; }
}
