namespace HiveFlow.Mail.Templates;

/// <summary>A mail before it is written: a title and parts, put into the one layout by <see cref="LetterText"/> and <see cref="LetterHtml"/>.</summary>
internal sealed record Letter(string Title, params IReadOnlyList<LetterPart> Parts)
{
    /// <summary>What stands below every mail.</summary>
    public const string Footer = "This mail was sent by HiveFlow because of something done with this address. Nobody reads answers to it.";

    /// <summary>The mail, with the title as its subject.</summary>
    public OutgoingMail To(string address) => new(address, Title, LetterText.Of(this), LetterHtml.Of(this));
}
