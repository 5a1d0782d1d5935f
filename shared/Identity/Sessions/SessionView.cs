namespace HiveFlow.Identity.Sessions;

/// <summary>A session as its person sees it.</summary>
/// <param name="Id">24 hex digits; says nothing about the token.</param>
/// <param name="CreatedAt">When the person logged in.</param>
/// <param name="LastSeenAt">When it was last used, to the minute; null before its first use.</param>
/// <param name="ExpiresAt">When it is over in any case.</param>
/// <param name="Address">Where it was opened from; null when unknown.</param>
/// <param name="UserAgent">What the client calls itself, shortened; null when it says nothing.</param>
/// <param name="Method">The last proof: <c>email</c>, <c>totp</c>, <c>recovery</c> or <c>provider</c>.</param>
/// <param name="IsBrowser">Whether a browser keeps it in a cookie.</param>
/// <param name="IsCurrent">Whether it is the one that asks.</param>
public sealed record SessionView(
    string Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt,
    DateTimeOffset ExpiresAt,
    string? Address,
    string? UserAgent,
    string Method,
    bool IsBrowser,
    bool IsCurrent)
{
    private const int IdLength = 24;

    /// <summary>The name a session is shown under: not the whole of its <c>jti</c>.</summary>
    internal static string IdOf(string sessionId) => sessionId[..IdLength];

    /// <summary>The view of a stored session.</summary>
    internal static SessionView Of(string sessionId, SessionDocument session, string? current) => new(
        IdOf(sessionId),
        session.CreatedAt,
        session.LastSeenAt,
        session.ExpiresAt,
        session.Address,
        session.UserAgent,
        session.Method,
        session.IsCookie,
        sessionId == current);
}
