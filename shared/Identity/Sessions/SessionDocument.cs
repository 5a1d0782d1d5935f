using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sessions;

/// <summary>A session as stored; a session whose record is gone is over, whatever its token says.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="CreatedAt">When the person logged in.</param>
/// <param name="ExpiresAt">When it is over in any case.</param>
/// <param name="FactorAt">When a second factor was last given; null for none.</param>
/// <param name="Method">The last proof, as <see cref="SessionStart"/> names it.</param>
internal sealed record SessionDocument(
    string UserId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? FactorAt = null, string Method = SessionStart.EmailCode)
{
    /// <summary>Index over whose it is.</summary>
    public const string ByUser = "user";

    /// <summary>All sessions, by the token's <c>jti</c>.</summary>
    public static readonly Collection<SessionDocument> Collection =
        new Collection<SessionDocument>("sessions", IdentityJson.Default.SessionDocument)
            .WithIndex(ByUser, ("userId", s => s.UserId))
            .WithExpiry(s => s.ExpiresAt);

    /// <summary>The account's stamp when it was opened; over when the account has another.</summary>
    public int Stamp { get; init; }

    /// <summary>When it was last used, to the minute; null before its first use.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Where it was opened from.</summary>
    public string? Address { get; init; }

    /// <summary>What the client calls itself, shortened.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Whether its token is kept in a cookie; then it also ends when it is not used.</summary>
    public bool IsCookie { get; init; }

    /// <summary>The one organization it is good for; null for all of the person's.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The highest role it gives there; null for the person's own.</summary>
    public string? MaxRole { get; init; }

    /// <summary>The connection that vouched for the person.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>Whether it is over.</summary>
    /// <param name="now">The time.</param>
    /// <param name="idleLimit">How long one in a cookie may stay unused.</param>
    public bool IsOver(DateTimeOffset now, TimeSpan idleLimit) =>
        ExpiresAt <= now || (IsCookie && (LastSeenAt ?? CreatedAt) + idleLimit <= now);
}
