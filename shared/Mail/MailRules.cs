namespace HiveFlow.Mail;

/// <summary>What can stand in a mail's head: nothing with a line end, which would begin another header (CWE-93).</summary>
public static class MailRules
{
    /// <summary>Longest subject, in characters.</summary>
    public const int MaxSubject = 200;

    /// <summary>Longest name of a sender, in characters.</summary>
    public const int MaxName = 100;

    /// <summary>Whether a text is exactly one bare address (RFC 5322), read by the mail library.</summary>
    public static bool IsAddress(string text) => MimeText.IsAddress(text);

    /// <summary>Whether a text is one line of at most 200 characters.</summary>
    public static bool IsSubject(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaxSubject && !text.Any(char.IsControl);
    }

    /// <summary>Whether a text is one line of at most 100 characters.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaxName && !text.Any(char.IsControl);
    }
}
