using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>An address that was asked into an organization, as stored under the organization: one record an address.</summary>
/// <param name="Email">Who is asked; nobody else can accept.</param>
/// <param name="Role">What they would be.</param>
/// <param name="InvitedById">Who asked.</param>
/// <param name="InvitedBy">Their address.</param>
/// <param name="TokenHash">SHA-256 of the token; null when it was revoked.</param>
/// <param name="Slot">Its numbered place among the open ones, so that the store decides how many there can be; null when revoked.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="SentAt">When it was mailed last.</param>
/// <param name="SentOn">The UTC day that is counted.</param>
/// <param name="SentCount">Mails on that day.</param>
/// <param name="ExpiresAt">When it is over.</param>
internal sealed record InvitationDocument(
    string Email,
    string Role,
    string InvitedById,
    string InvitedBy,
    string? TokenHash,
    int? Slot,
    DateTimeOffset CreatedAt,
    DateTimeOffset SentAt,
    DateOnly SentOn,
    int SentCount,
    DateTimeOffset ExpiresAt)
{
    /// <summary>Unique index over the address.</summary>
    public const string ByEmail = "email";

    /// <summary>Unique index over the token's hash.</summary>
    public const string ByToken = "token";

    /// <summary>Unique index over the numbered places.</summary>
    public const string BySlot = "slot";

    /// <summary>All invitations.</summary>
    public static readonly Collection<InvitationDocument> Collection =
        new Collection<InvitationDocument>("invitations", OrganizationsJson.Default.InvitationDocument)
            .WithUniqueIndex(ByEmail, ("email", i => i.Email))
            .WithUniqueIndex(ByToken, ("tokenHash", i => i.TokenHash))
            .WithUniqueIndex(BySlot, ("slot", i => i.Slot is { } slot ? slot : IndexValue.None))
            .WithExpiry(i => i.ExpiresAt + TimeSpan.FromDays(1));

    /// <summary>Whether it can be accepted.</summary>
    public bool IsOpen(DateTimeOffset now) => TokenHash is not null && ExpiresAt > now;
}
