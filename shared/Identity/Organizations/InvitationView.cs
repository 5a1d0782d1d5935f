namespace HiveFlow.Identity.Organizations;

/// <summary>An open invitation, without what accepts it.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Email">Who is asked.</param>
/// <param name="Role">What they would be: admin, member or viewer.</param>
/// <param name="InvitedBy">Who asked.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="SentAt">When it was mailed last.</param>
/// <param name="ExpiresAt">When it is over.</param>
public sealed record InvitationView(
    string Id, string Email, string Role, string InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset SentAt, DateTimeOffset ExpiresAt)
{
    internal static InvitationView Of(string id, InvitationDocument invitation) => new(
        id, invitation.Email, invitation.Role, invitation.InvitedBy, invitation.CreatedAt, invitation.SentAt, invitation.ExpiresAt);
}
