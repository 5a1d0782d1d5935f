using MimeKit;
using MimeKit.Utils;

namespace HiveFlow.Mail;

/// <summary>Makes MIME of a mail; nothing of a user's reaches a header unchecked.</summary>
internal static class MimeText
{
    private const int MaxSubject = 200;
    private const int MaxAddress = 254;

    /// <summary>The message, from the configured sender.</summary>
    /// <exception cref="ArgumentException">Address or subject is none.</exception>
    public static MimeMessage Of(OutgoingMail mail, MailOptions options, DateTimeOffset now)
    {
        Check(mail);
        var message = new MimeMessage
        {
            From = { new MailboxAddress(options.FromName, options.From) },
            To = { new MailboxAddress(string.Empty, mail.To) },
            Subject = mail.Subject,
            Date = now,
            Body = BodyOf(mail),

            // Not the machine's own name, which is nobody's business.
            MessageId = MimeUtils.GenerateMessageId(options.From[(options.From.LastIndexOf('@') + 1)..]),
        };

        // RFC 3834: holiday notices do not answer.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    /// <summary>Insists on one receiver and one line of subject.</summary>
    /// <exception cref="ArgumentException">Address or subject is none.</exception>
    public static void Check(OutgoingMail mail)
    {
        if (!IsAddress(mail.To))
        {
            throw new ArgumentException("The receiver is not one mail address.", nameof(mail));
        }

        if (mail.Subject.Length > MaxSubject || mail.Subject.Any(char.IsControl))
        {
            throw new ArgumentException($"The subject is not one line of at most {MaxSubject} characters.", nameof(mail));
        }
    }

    /// <summary>Whether a text is exactly one bare address.</summary>
    public static bool IsAddress(string text) =>
        text.Length is > 2 and <= MaxAddress
        && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';')
        && text.IndexOf('@', StringComparison.Ordinal) > 0
        && MailboxAddress.TryParse(text, out var address)
        && address.Address == text;

    // The simplest form first (RFC 2046, section 5.1.4): programs show the last one they can.
    private static MimeEntity BodyOf(OutgoingMail mail) => mail.Html is null
        ? new TextPart("plain") { Text = mail.Text }
        : new MultipartAlternative { new TextPart("plain") { Text = mail.Text }, new TextPart("html") { Text = mail.Html } };
}
