using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sessions;

/// <summary>A session as stored; a session whose record is gone is over, whatever its token says.</summary>
internal sealed record SessionDocument(
    string UserId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? FactorAt = null, string Method = SessionStart.EmailCode)
{
    /// <summary>The one organization it is good for; null for all of the person's.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The highest role it gives there; null for the person's own.</summary>
    public string? MaxRole { get; init; }

    /// <summary>The connection that vouched for the person.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>Index over whose it is.</summary>
    public const string ByUser = "user";

    /// <summary>All sessions, by the token's <c>jti</c>.</summary>
    public static readonly Collection<SessionDocument> Collection =
        new Collection<SessionDocument>("sessions", IdentityJson.Default.SessionDocument)
            .WithIndex(ByUser, ("userId", s => s.UserId))
            .WithExpiry(s => s.ExpiresAt);
}
