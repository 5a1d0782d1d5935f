using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Mail;
using HiveFlow.Mail.Templates;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>Tells people that something about their second factor changed; nobody waits for these mails.</summary>
internal sealed class FactorNotices(MailPost post, TimeProvider clock)
{
    /// <summary>An authenticator is asked for from now on.</summary>
    public void Enabled(string email, AuditActor actor) =>
        Post(email, actor, "An authenticator app was set up for your account. From now on every login asks for its code.");

    /// <summary>No authenticator is asked for any more.</summary>
    public void Disabled(string email, AuditActor actor) =>
        Post(email, actor, "The authenticator of your account was removed. Logins ask for a code by mail again.");

    /// <summary>Somebody who may do so removed it.</summary>
    public void Reset(string email, AuditActor actor) => Post(
        email,
        actor,
        "An administrator of your organization removed the authenticator of your account. Logins ask for a code by mail until you set up a new one.",
        "If you did not ask for this, change your password and tell your organization's owner.");

    /// <summary>A recovery code was used.</summary>
    public void RecoveryCodeUsed(string email, int left, AuditActor actor) => Post(
        email,
        actor,
        string.Create(CultureInfo.InvariantCulture, $"A recovery code stood in for the authenticator of your account. {left} of them are left."));

    /// <summary>The recovery codes are others now.</summary>
    public void RecoveryCodesRenewed(string email, AuditActor actor) =>
        Post(email, actor, "New recovery codes were made for your account. The ones before are worth nothing now.");

    private void Post(string email, AuditActor actor, string what, string? advice = null) =>
        post.TryPost(MailTemplates.Notice(email, new SecurityNotice(what, clock.GetUtcNow(), actor.Address, advice)));
}
