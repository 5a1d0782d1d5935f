namespace HiveFlow.Mail;

/// <summary>A mail to one person, as plain text.</summary>
/// <param name="To">One address, without a name.</param>
/// <param name="Subject">At most 200 characters on one line.</param>
/// <param name="Text">The body; lines end with <c>\n</c>.</param>
public sealed record OutgoingMail(string To, string Subject, string Text);
