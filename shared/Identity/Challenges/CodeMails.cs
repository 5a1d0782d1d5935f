using HiveFlow.Mail;

namespace HiveFlow.Identity.Challenges;

/// <summary>The texts that carry codes.</summary>
internal static class CodeMails
{
    /// <summary>The mail of a challenge. It holds nothing that a user wrote: names are a way to make others send one's words.</summary>
    public static OutgoingMail Of(ChallengePurpose purpose, string email, string code) => purpose switch
    {
        ChallengePurpose.Login => new OutgoingMail(email, "Your HiveFlow login code", $"""
            Your code to log in to HiveFlow is {code}

            It is valid for 10 minutes and can be used once. If you did not try to log in, somebody knows your
            password: change it.
            """),
        ChallengePurpose.Registration => new OutgoingMail(email, "Your HiveFlow registration code", $"""
            Your code to confirm this address for a new HiveFlow account is {code}

            It is valid for 10 minutes and can be used once. If you did not register, ignore this mail: without the
            code there is no account.
            """),
        _ => new OutgoingMail(email, "You have a HiveFlow account already", """
            Somebody, perhaps you, tried to register a HiveFlow account with this address. It has one already, and
            nothing was changed.

            If it was you: log in with your password instead. If not: ignore this mail.
            """),
    };
}
