using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sessions;

/// <summary>A session as stored; a session whose record is gone is over, whatever its token says.</summary>
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
}
