namespace HiveFlow.Identity.Organizations;

/// <summary>Settings of organizations and invitations.</summary>
public sealed record OrganizationOptions
{
    /// <summary>Organizations a person may be in. Default 50; 1 to 200.</summary>
    public int PerPerson { get; set; } = 50;

    /// <summary>Invitations an organization may have open at once. Default 100; 1 to 1,000.</summary>
    public int OpenInvitations { get; set; } = 100;

    /// <summary>How long an invitation is good. Default 7 days; 1 hour to 30 days.</summary>
    public TimeSpan InvitationLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The page that accepts invitations, linked in their mails with the token in the fragment, which no server sees. Default none: the
    /// mail names the call that accepts it. An absolute https URL without query and fragment (http on localhost).
    /// </summary>
    public Uri? InvitationPage { get; set; }
}
