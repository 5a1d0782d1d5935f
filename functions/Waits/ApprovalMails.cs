using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Approvals;
using HiveFlow.Mail;
using HiveFlow.Mail.Templates;
using HiveFlow.Runs;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Waits;

/// <summary>Mails the people whom an approval names, each a link of their own.</summary>
public sealed class ApprovalMails(
    ApprovalLinks links, ApproverDirectory people, RunStore runs, IMailer mailer, IOptions<WaitsOptions> waits, IOptions<GateOptions> gate)
{
    /// <summary>Mails one; does nothing for somebody who may not decide any more, or when the run is over.</summary>
    /// <exception cref="MailUnavailableException">It can't be sent now.</exception>
    public async Task SendAsync(Tenant tenant, RunWait wait, string userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wait);
        if (!DocumentId.TryParse(tenant.Key, out var organization)
            || await runs.GetAsync(organization, wait.RunId, cancellationToken) is not { } run
            || RunStatus.IsFinal(run.Document.Status)
            || await links.IssueAsync(tenant, userId, wait.RunId, wait.Id, waits.Value.LinkLifetime, wait.Deadline, cancellationToken) is not { } link)
        {
            return;
        }

        var letter = new ApprovalLetter(
            link.Organization,
            run.Document.FlowName,
            await RunStarters.NameAsync(people, run.Document, cancellationToken),
            run.Document.CreatedAt,
            wait.Message,
            wait.Deadline,
            link.ExpiresAt,
            new UriBuilder(new Uri(gate.Value.PublicUrl, "/approval")) { Fragment = link.Token.Reveal() }.Uri);
        await mailer.SendAsync(MailTemplates.Approval(link.Email, letter), cancellationToken);
    }
}
