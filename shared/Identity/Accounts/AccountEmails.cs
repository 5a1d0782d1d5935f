using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Challenges;
using HiveFlow.Mail;
using HiveFlow.Mail.Templates;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>
/// Another address for an account: a code goes to the new one, and when it comes back the old one is told. Whether the new one has an
/// account already cannot be told from any answer.
/// </summary>
public sealed class AccountEmails
{
    private readonly IDocumentStore store;
    private readonly MailedCodes codes;
    private readonly AccountChanges changes;
    private readonly IMailer mailer;
    private readonly MailPost post;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;

    internal AccountEmails(
        IDocumentStore store, MailedCodes codes, AccountChanges changes, IMailer mailer, MailPost post, AuditLog audit, TimeProvider clock)
    {
        this.store = store;
        this.codes = codes;
        this.changes = changes;
        this.mailer = mailer;
        this.post = post;
        this.audit = audit;
        this.clock = clock;
    }

    /// <summary>Mails a code to the new address; nothing changes before it came back.</summary>
    public async Task<Result> BeginAsync(Caller caller, string email, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!EmailAddress.TryParse(email, out var mailbox))
        {
            return RequestErrors.Invalid("email", "email is no mail address.");
        }

        var taken = await store.FindAsync(
            AccountDocument.Collection, Tenant.System, AccountDocument.ByEmail, [mailbox.ToString()], cancellationToken);
        var id = caller.UserId.ToString();
        var code = await codes.NewAsync(NameOf(id), id, mailbox.ToString(), caller.AccountStamp, taken is null, cancellationToken);
        if (!code.IsSuccess)
        {
            return code.Error;
        }

        await audit.RecordAsync(new AuditAct("email.change_requested", actor, Tenant.System), cancellationToken);
        var text = code.Value.Reveal();
        var mail = taken is null ? AccountMails.NewAddress(mailbox.ToString(), text) : MailTemplates.TakenAddress(mailbox.ToString());
        await mailer.SendAsync(mail, cancellationToken);
        return Result.Success;
    }

    /// <summary>Makes the new address the account's by the code that came to it, and ends the person's other sessions.</summary>
    public async Task<Result<Profile>> ConfirmAsync(Caller caller, string code, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(code);
        var id = caller.UserId.ToString();
        var found = await codes.FindAsync(NameOf(id), code, cancellationToken);
        if (found is not { Code: { Email: { } email } wait } right || wait.Stamp != caller.AccountStamp)
        {
            return ChallengeErrors.CodeWrong();
        }

        AccountDocument? account = null;
        var act = audit.Entry(new AuditAct("email.changed", actor, Tenant.System));
        var changed = await changes.EndSessionsAsync(
            id, caller.SessionId, a => account = a with { Email = email }, [right.Used, act], cancellationToken);
        if (!changed.IsSuccess || account is null)
        {
            // The code was used a moment ago, or somebody registered the address meanwhile.
            return ChallengeErrors.CodeWrong();
        }

        post.TryPost(MailTemplates.Notice(
            caller.Email,
            new SecurityNotice("Your account has another mail address now; this one is no longer used.", clock.GetUtcNow(), actor.Address)));
        return Profile.Of(id, account);
    }

    private static string NameOf(string userId) => $"email:{userId}";
}
