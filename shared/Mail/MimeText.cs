using MimeKit;
using MimeKit.Utils;

namespace HiveFlow.Mail;

/// <summary>Makes MIME of a mail; nothing of a user's reaches a header unchecked.</summary>
internal static class MimeText
{
    private const int MaxAddress = 254;

    /// <summary>The message, from the configured sender.</summary>
    /// <exception cref="ArgumentException">Address or subject is none.</exception>
    public static MimeMessage Of(OutgoingMail mail, MailOptions options, DateTimeOffset now) => Of(mail, options.From, options.FromName, now);

    /// <summary>The message, from a sender.</summary>
    /// <exception cref="ArgumentException">An address, the name or the subject is none.</exception>
    public static MimeMessage Of(OutgoingMail mail, string from, string fromName, DateTimeOffset now)
    {
        Check(mail);
        if (!IsAddress(from) || !MailRules.IsName(fromName))
        {
            throw new ArgumentException("The sender is not one mail address with a name of one line.", nameof(from));
        }

        var domain = from[(from.LastIndexOf('@') + 1)..];
        var message = new MimeMessage
        {
            From = { new MailboxAddress(fromName, from) },
            To = { new MailboxAddress(string.Empty, mail.To) },
            Subject = mail.Subject,
            Date = now,
            Body = BodyOf(mail),

            // Not the machine's own name, which is nobody's business.
            MessageId = mail.Key is null ? MimeUtils.GenerateMessageId(domain) : $"{mail.Key}@{domain}",
        };

        if (mail.ReplyTo is { } replyTo)
        {
            message.ReplyTo.Add(new MailboxAddress(string.Empty, replyTo));
        }

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

        if (mail.ReplyTo is { } replyTo && !IsAddress(replyTo))
        {
            throw new ArgumentException("The address for answers is not one mail address.", nameof(mail));
        }

        if (mail.Key is { } key && (key.Length is 0 or > 100 || !key.All(char.IsAsciiLetterOrDigit)))
        {
            throw new ArgumentException("The key is not 1 to 100 letters and digits.", nameof(mail));
        }

        if (!MailRules.IsSubject(mail.Subject))
        {
            throw new ArgumentException($"The subject is not one line of at most {MailRules.MaxSubject} characters.", nameof(mail));
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
