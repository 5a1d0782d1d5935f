namespace HiveFlow.Mail;

/// <summary>Hands mail on: to an SMTP server, or to a pickup folder.</summary>
public interface IMailer
{
    /// <summary>Returns when the mail is handed on.</summary>
    /// <exception cref="MailUnavailableException">It could not be handed on; nothing is known to be sent.</exception>
    /// <exception cref="ArgumentException">Address or subject is none: a control character, a second address, too long.</exception>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
