namespace HiveFlow.Mail;

/// <summary>A mail to one person: plain text, and the same as HTML. Made by <see cref="Templates.MailTemplates"/>.</summary>
/// <param name="To">One address, without a name.</param>
/// <param name="Subject">At most 200 characters on one line.</param>
/// <param name="Text">The body; lines end with <c>\n</c>.</param>
/// <param name="Html">The body as a whole HTML document, everything in it encoded already; null for a mail of text alone.</param>
public sealed record OutgoingMail(string To, string Subject, string Text, string? Html = null)
{
    /// <summary>The one address that answers go to; null for the sender.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The same for the same mail sent again, so that programs that read mail see it once: 1 to 100 letters and digits; null for a new one.</summary>
    public string? Key { get; init; }
}
