using System.Globalization;

namespace HiveFlow.Mail.Templates;

/// <summary>
/// Every mail that is sent. Subjects are ours; what users wrote stands in bodies only, as data: names are a way to make others
/// send one's words, so a name never makes a link.
/// </summary>
public static class MailTemplates
{
    private const string UsualAdvice = "If this was not you, change your password and end all sessions at once, then write to your operator.";

    /// <summary>A code that confirms something.</summary>
    /// <param name="to">The receiver.</param>
    /// <param name="subject">Such as <c>Your HiveFlow login code</c>.</param>
    /// <param name="purpose">What it does, after <c>Your code to</c>: <c>log in to HiveFlow</c>.</param>
    /// <param name="code">The code.</param>
    /// <param name="lifetime">How long it is good, in whole minutes.</param>
    /// <param name="otherwise">What to do when one did not ask for it, as a sentence.</param>
    public static OutgoingMail Code(string to, string subject, string purpose, string code, TimeSpan lifetime, string otherwise) => new Letter(
        subject,
        new LetterPart.Paragraph($"Your code to {purpose} is:"),
        new LetterPart.Code(code),
        new LetterPart.Paragraph(string.Create(
            CultureInfo.InvariantCulture, $"It is valid for {(int)lifetime.TotalMinutes} minutes and can be used once. {otherwise}"))).To(to);

    /// <summary>For whoever has an account already, when somebody registers their address.</summary>
    public static OutgoingMail TakenAddress(string to) => new Letter(
        "You have a HiveFlow account already",
        new LetterPart.Paragraph(
            "Somebody, perhaps you, tried to register a HiveFlow account with this address. It has one already, and nothing was changed."),
        new LetterPart.Paragraph("If it was you: log in with your password instead. If not: ignore this mail.")).To(to);

    /// <summary>Asks somebody into an organization.</summary>
    public static OutgoingMail Invitation(string to, InvitationLetter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        LetterPart[] page = letter.Accept is { } accept
            ? [new LetterPart.Paragraph("To accept, log in (or register) with the address this mail came to, and open:"), new LetterPart.Link("Accept the invitation", accept)]
            : [];
        return new Letter(
            "You are invited to an organization on HiveFlow",
            [
                new LetterPart.Facts(
                [
                    ("Organization", Unlinked(letter.Organization)),
                    ("Invited by", letter.InvitedBy),
                    ("Role", letter.Role),
                    ("Valid until", Instant(letter.ExpiresAt)),
                ]),
                .. page,
                new LetterPart.Paragraph("Programs accept it, as the person this mail came to, by POST /api/invitations/accept with this token:"),
                new LetterPart.Code(letter.Token),
                new LetterPart.Paragraph("If you do not know who invites you, ignore this mail: nothing happens without you."),
            ]).To(to);
    }

    /// <summary>Asks somebody for a decision that a run waits for.</summary>
    public static OutgoingMail Approval(string to, ApprovalLetter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return new Letter(
            "A HiveFlow run waits for your decision",
            new LetterPart.Facts(
            [
                ("Organization", Unlinked(letter.Organization)),
                ("Flow", Unlinked(letter.Flow)),
                ("Started by", letter.AskedBy),
                ("Started", Instant(letter.StartedAt)),
                ("Asked", string.IsNullOrWhiteSpace(letter.Question) ? "approve or reject" : Unlinked(letter.Question)),
                ("Decide until", Instant(letter.Deadline)),
            ]),
            new LetterPart.Paragraph("To see it and to approve or reject it, open this page; opening it alone decides nothing:"),
            new LetterPart.Link("See and decide", letter.Decide),
            new LetterPart.Paragraph(
                $"The link is yours alone and works until {Instant(letter.ExpiresAt)}: whoever has it decides in your name, so do not pass this mail on. "
                + "If you do not know the flow, ask the people of your organization before you decide.")).To(to);
    }

    /// <summary>Tells a person that something about their account changed: what, when, from where, what to do.</summary>
    public static OutgoingMail Notice(string to, SecurityNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return new Letter(
            "A change to your HiveFlow account",
            new LetterPart.Paragraph(notice.What),
            new LetterPart.Facts([("When", Instant(notice.At)), ("From", notice.From ?? "an address that is not known")]),
            new LetterPart.Paragraph(notice.Advice ?? UsualAdvice)).To(to);
    }

    /// <summary>Tells somebody that something needs them: a run that failed, a limit that was met.</summary>
    /// <param name="to">The receiver.</param>
    /// <param name="subject">Ours, without anything that users wrote.</param>
    /// <param name="text">What happened, as a sentence.</param>
    /// <param name="facts">Names and values.</param>
    /// <param name="link">Where to look; null for nowhere.</param>
    public static OutgoingMail Alert(
        string to, string subject, string text, IReadOnlyList<(string Name, string Value)> facts, Uri? link = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        List<LetterPart> parts = [new LetterPart.Paragraph(text)];
        if (facts.Count > 0)
        {
            parts.Add(new LetterPart.Facts([.. facts.Select(f => (f.Name, Unlinked(f.Value)))]));
        }

        if (link is not null)
        {
            parts.Add(new LetterPart.Link("Look at it", link));
        }

        return new Letter(subject, parts).To(to);
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    // Mail programs make links of anything that looks like one.
    private static string Unlinked(string value) =>
        value.Replace("://", ": //", StringComparison.Ordinal).Replace(".", ". ", StringComparison.Ordinal).TrimEnd();
}
