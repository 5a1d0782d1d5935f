using HiveFlow.Mail;
using HiveFlow.Mail.Templates;

namespace HiveFlow.Identity.Challenges;

/// <summary>The texts that carry codes.</summary>
internal static class CodeMails
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The mail of a challenge. It holds nothing that a user wrote: names are a way to make others send one's words.</summary>
    public static OutgoingMail Of(ChallengePurpose purpose, string email, string code) => purpose switch
    {
        ChallengePurpose.Login => MailTemplates.Code(
            email,
            "Your HiveFlow login code",
            "log in to HiveFlow",
            code,
            Lifetime,
            "If you did not try to log in, somebody knows your password: change it."),
        ChallengePurpose.Registration => MailTemplates.Code(
            email,
            "Your HiveFlow registration code",
            "confirm this address for a new HiveFlow account",
            code,
            Lifetime,
            "If you did not register, ignore this mail: without the code there is no account."),
        ChallengePurpose.StepUp => MailTemplates.Code(
            email,
            "Your HiveFlow confirmation code",
            "confirm that it is you who uses your HiveFlow account",
            code,
            Lifetime,
            "If you did not ask for it, somebody uses your account: change your password and end all sessions."),
        _ => MailTemplates.TakenAddress(email),
    };
}
