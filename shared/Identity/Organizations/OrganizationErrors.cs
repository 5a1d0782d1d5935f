using HiveFlow.Errors;

namespace HiveFlow.Identity.Organizations;

/// <summary>Failures around organizations, members and invitations.</summary>
public static class OrganizationErrors
{
    /// <summary>The path names one of the caller's organizations, and X-Organization-Id another.</summary>
    public static readonly ErrorCode NotChosenCode = new("organization_not_chosen", ErrorKind.Forbidden);

    /// <summary>A person has as many organizations as they may.</summary>
    public static readonly ErrorCode LimitCode = new("organization_limit", ErrorKind.Conflict);

    /// <summary>A personal organization lives and dies with its person's account.</summary>
    public static readonly ErrorCode PersonalCode = new("organization_personal", ErrorKind.Conflict);

    /// <summary>There would be no owner.</summary>
    public static readonly ErrorCode LastOwnerCode = new("last_owner", ErrorKind.Conflict);

    /// <summary>An owner, or the making of one, is above the caller's role.</summary>
    public static readonly ErrorCode RoleCeilingCode = new("role_ceiling", ErrorKind.Forbidden);

    /// <summary>The address belongs to a member already.</summary>
    public static readonly ErrorCode AlreadyMemberCode = new("already_member", ErrorKind.Conflict);

    /// <summary>The address has an open invitation.</summary>
    public static readonly ErrorCode InvitedCode = new("already_invited", ErrorKind.Conflict);

    /// <summary>As many invitations are open as may be.</summary>
    public static readonly ErrorCode InvitationLimitCode = new("invitation_limit", ErrorKind.Conflict);

    /// <summary>An invitation was mailed a moment ago, or too often today.</summary>
    public static readonly ErrorCode InvitationCooldownCode = new("invitation_cooldown", ErrorKind.RateLimited);

    /// <summary>403; the caller is in that organization.</summary>
    public static Error NotChosen() => Error.Of(NotChosenCode, "This acts in one organization: name the same one in X-Organization-Id.");

    /// <summary>409 naming the limit.</summary>
    public static Error Limit(int most) => Error.Of(LimitCode, $"You are in {most} organizations already, which is the most.");

    /// <summary>409.</summary>
    public static Error Personal() => Error.Of(
        PersonalCode, "This is a person's own organization: they stay in it, and it goes with their account only.");

    /// <summary>409.</summary>
    public static Error LastOwner() => Error.Of(LastOwnerCode, "This is the last owner: make somebody else an owner first.");

    /// <summary>403.</summary>
    public static Error RoleCeiling() => Error.Of(RoleCeilingCode, "Only an owner makes, changes or removes owners.");

    /// <summary>409.</summary>
    public static Error AlreadyMember() => Error.Of(AlreadyMemberCode, "This address belongs to a member of the organization.");

    /// <summary>409.</summary>
    public static Error Invited() => Error.Of(InvitedCode, "This address is invited already: send that invitation again, or revoke it.");

    /// <summary>409 naming the limit.</summary>
    public static Error InvitationLimit(int most) => Error.Of(InvitationLimitCode, $"{most} invitations are open, which is the most.");

    /// <summary>429 with the time to wait.</summary>
    public static Error InvitationCooldown(TimeSpan wait) =>
        Error.Of(InvitationCooldownCode, "This address was mailed already; wait before mailing it again.") with { RetryAfter = wait };
}
