using System.Net;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.Throttling;
using HiveFlow.Mail;
using HiveFlow.Mail.Templates;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>
/// New passwords: for whoever forgot theirs, by a code in a mail, and for whoever knows it. A reset opens no session, so that it skips
/// no second factor; it ends all sessions, and a change ends the others.
/// </summary>
public sealed class AccountPasswords
{
    private readonly IDocumentStore store;
    private readonly MailedCodes codes;
    private readonly AccountChanges changes;
    private readonly PasswordPolicy policy;
    private readonly OrganizationNames organizations;
    private readonly SlowHashing hashing;
    private readonly LoginFailures failures;
    private readonly IMailer mailer;
    private readonly MailPost post;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;

    internal AccountPasswords(
        IDocumentStore store,
        MailedCodes codes,
        AccountChanges changes,
        PasswordPolicy policy,
        OrganizationNames organizations,
        SlowHashing hashing,
        LoginFailures failures,
        IMailer mailer,
        MailPost post,
        AuditLog audit,
        TimeProvider clock)
    {
        this.store = store;
        this.codes = codes;
        this.changes = changes;
        this.policy = policy;
        this.organizations = organizations;
        this.hashing = hashing;
        this.failures = failures;
        this.mailer = mailer;
        this.post = post;
        this.audit = audit;
        this.clock = clock;
    }

    /// <summary>
    /// Mails a code that sets a new password. An address without an account gets a mail that says so; the answer and the work are the
    /// same.
    /// </summary>
    public async Task<Result> ForgetAsync(string email, IPAddress? address, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        if (await failures.BeginAsync($"forgot:{ClientAddress.Name(address)}", FailurePolicy.Address, cancellationToken) is { } wait)
        {
            return AccountErrors.TooManyTries(wait);
        }

        if (!EmailAddress.TryParse(email, out var mailbox))
        {
            return RequestErrors.Invalid("email", "email is no mail address.");
        }

        var account = await FindAsync(mailbox, cancellationToken);
        var isGood = account is { Document.IsDisabled: false };
        var code = await codes.NewAsync(
            NameOf(mailbox), isGood ? account!.Id : null, null, account?.Document.Stamp ?? 0, isGood, cancellationToken);
        if (!code.IsSuccess)
        {
            return code.Error;
        }

        var text = code.Value.Reveal();
        var mail = isGood ? AccountMails.Reset(mailbox.ToString(), text) : AccountMails.NoAccount(mailbox.ToString());
        await audit.RecordAsync(
            new AuditAct("password.reset_requested", actor, Tenant.System) { SubjectUserId = isGood ? account!.Id : null }, cancellationToken);
        await mailer.SendAsync(mail, cancellationToken);
        return Result.Success;
    }

    /// <summary>Sets a new password by a mailed code and ends all sessions of the account. It opens none.</summary>
    public async Task<Result> ResetAsync(string email, string code, string password, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(password);
        if (!EmailAddress.TryParse(email, out var mailbox))
        {
            return RequestErrors.Invalid("email", "email is no mail address.");
        }

        // Looked at before the code: whoever holds none learns the same of every address.
        if (policy.Fault(password, mailbox, string.Empty, []) is { } early)
        {
            return RequestErrors.Invalid("password", $"password {early}.");
        }

        var account = await FindAsync(mailbox, cancellationToken);
        var found = await codes.FindAsync(NameOf(mailbox), code, cancellationToken);
        if (found is not { } right || account is null || right.Code.UserId != account.Id || right.Code.Stamp != account.Document.Stamp
            || account.Document.IsDisabled)
        {
            return ChallengeErrors.CodeWrong();
        }

        if (policy.Fault(password, mailbox, account.Document.Name, await organizations.OfAsync(account.Id, cancellationToken)) is { } fault)
        {
            return RequestErrors.Invalid("password", $"password {fault}.");
        }

        var hash = await hashing.RunAsync(() => PasswordHash.Create(password), cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var act = audit.Entry(new AuditAct("password.reset", actor, Tenant.System) { SubjectUserId = account.Id });
        var changed = await changes.EndSessionsAsync(
            account.Id, null, a => a with { PasswordHash = hash.Value, IsPasswordless = false }, [right.Used, act], cancellationToken);
        if (!changed.IsSuccess)
        {
            // Of two who use one code at once, one is the first.
            return ChallengeErrors.CodeWrong();
        }

        await failures.ResetAsync($"account:{mailbox}", cancellationToken);
        await failures.ResetAsync(TriesOf(account.Id), cancellationToken);
        Tell(mailbox.ToString(), "Your password was set anew by a code from a mail, and all sessions were ended.", actor);
        return Result.Success;
    }

    /// <summary>Changes the caller's password and ends their other sessions. Needs the present password.</summary>
    public async Task<Result> ChangeAsync(Caller caller, string present, string password, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(password);
        var account = await CheckAsync(caller, present, actor, cancellationToken);
        if (!account.IsSuccess)
        {
            return account.Error;
        }

        var document = account.Value.Document;
        var names = await organizations.OfAsync(account.Value.Id, cancellationToken);
        if (EmailAddress.TryParse(document.Email, out var mailbox) && policy.Fault(password, mailbox, document.Name, names) is { } fault)
        {
            return RequestErrors.Invalid("newPassword", $"newPassword {fault}.");
        }

        var hash = await hashing.RunAsync(() => PasswordHash.Create(password), cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var act = audit.Entry(new AuditAct("password.changed", actor, Tenant.System));
        var changed = await changes.EndSessionsAsync(
            account.Value.Id, caller.SessionId, a => a with { PasswordHash = hash.Value }, [act], cancellationToken);
        if (changed.IsSuccess)
        {
            Tell(document.Email, "Your password was changed, and your other sessions were ended.", actor);
        }

        return changed;
    }

    /// <summary>The caller's account, when the password is its own; tries are slowed down.</summary>
    internal async Task<Result<Stored<AccountDocument>>> CheckAsync(
        Caller caller, string password, AuditActor actor, CancellationToken cancellationToken)
    {
        var id = caller.UserId.ToString();
        if (await failures.BeginAsync(TriesOf(id), FailurePolicy.Account, cancellationToken) is { } wait)
        {
            return AccountErrors.TooManyTries(wait);
        }

        var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, id, cancellationToken);
        if (account is null)
        {
            return CredentialErrors.Invalid();
        }

        var hash = account.Document.PasswordHash;
        var matches = await hashing.RunAsync(
            () => password.Length <= PasswordPolicy.MaxLength * 2 && PasswordHash.Verify(password, hash), cancellationToken);
        if (!matches.IsSuccess)
        {
            return matches.Error;
        }

        if (!matches.Value)
        {
            await audit.RecordAsync(new AuditAct("password.checked", actor, Tenant.System) { IsRefused = true }, cancellationToken);
            return AccountErrors.PasswordWrong();
        }

        await failures.ResetAsync(TriesOf(id), cancellationToken);
        return account;
    }

    private static string TriesOf(string userId) => $"password:{userId}";

    private static string NameOf(EmailAddress email) => $"reset:{email}";

    private ValueTask<Stored<AccountDocument>?> FindAsync(EmailAddress email, CancellationToken cancellationToken) =>
        store.FindAsync(AccountDocument.Collection, Tenant.System, AccountDocument.ByEmail, [email.ToString()], cancellationToken);

    private void Tell(string email, string what, AuditActor actor) =>
        post.TryPost(MailTemplates.Notice(email, new SecurityNotice(what, clock.GetUtcNow(), actor.Address)));
}
