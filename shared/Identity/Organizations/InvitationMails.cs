using HiveFlow.Mail;
using HiveFlow.Mail.Templates;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Organizations;

/// <summary>Mails invitations, the same to everybody: whether an address has an account shows nowhere.</summary>
internal sealed class InvitationMails(IMailer mailer, IOptions<OrganizationOptions> options)
{
    /// <summary>Returns when it is handed on.</summary>
    public Task SendAsync(string organization, InvitationDocument invitation, string token, CancellationToken cancellationToken)
    {
        // A fragment: browsers send it to no server.
        var page = options.Value.InvitationPage is { } address ? new UriBuilder(address) { Fragment = token }.Uri : null;
        var letter = new InvitationLetter(organization, invitation.InvitedBy, invitation.Role, invitation.ExpiresAt, token, page);
        return mailer.SendAsync(MailTemplates.Invitation(invitation.Email, letter), cancellationToken);
    }
}
