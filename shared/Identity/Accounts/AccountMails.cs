using HiveFlow.Mail;
using HiveFlow.Mail.Templates;

namespace HiveFlow.Identity.Accounts;

/// <summary>The mails about passwords and addresses. They hold nothing that a user wrote.</summary>
internal static class AccountMails
{
    /// <summary>The code that sets a new password.</summary>
    public static OutgoingMail Reset(string email, string code) => MailTemplates.Code(
        email,
        "Set a new HiveFlow password",
        "set a new password for your HiveFlow account",
        code,
        MailedCodes.Lifetime,
        "If you did not ask for it, ignore this mail: your password stays as it is.");

    /// <summary>For an address without an account, when somebody asks for a new password of it.</summary>
    public static OutgoingMail NoAccount(string email) => MailTemplates.Alert(
        email,
        "There is no HiveFlow account of this address",
        "Somebody, perhaps you, asked for a new password of a HiveFlow account with this address. There is none, and nothing was changed. "
        + "If it was you, you may have used another address. If not, ignore this mail.",
        []);

    /// <summary>The code that proves a new address.</summary>
    public static OutgoingMail NewAddress(string email, string code) => MailTemplates.Code(
        email,
        "Confirm your new HiveFlow address",
        "make this the address of your HiveFlow account",
        code,
        MailedCodes.Lifetime,
        "If you did not ask for it, ignore this mail: without the code nothing changes.");
}
