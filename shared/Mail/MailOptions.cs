using HiveFlow.Errors;

namespace HiveFlow.Mail;

/// <summary>Settings of outgoing mail. With <see cref="SmtpHost"/> mail goes there; without, into <see cref="PickupFolder"/>.</summary>
public sealed record MailOptions
{
    /// <summary>The sender's address. Default <c>hiveflow@localhost</c>; one address.</summary>
    public string From { get; set; } = "hiveflow@localhost";

    /// <summary>The sender's name. Default <c>HiveFlow</c>; one line of at most 100 characters.</summary>
    public string FromName { get; set; } = "HiveFlow";

    /// <summary>The SMTP server; null (default) uses the pickup folder.</summary>
    public string? SmtpHost { get; set; }

    /// <summary>Its port. Default 587; 1 to 65535.</summary>
    public int SmtpPort { get; set; } = 587;

    /// <summary>TLS from the first byte (port 465) instead of STARTTLS. Default false. Either way there is no mail without TLS.</summary>
    public bool SmtpImplicitTls { get; set; }

    /// <summary>The account at the server; null (default) does not authenticate.</summary>
    public string? SmtpUser { get; set; }

    /// <summary>Its password.</summary>
    public Secret? SmtpPassword { get; set; }

    /// <summary>Longest time for one mail. Default 30 s; 1 s to 5 min.</summary>
    public TimeSpan SmtpTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where mail is put as <c>.eml</c> files when there is no SMTP server; made when missing.</summary>
    public string? PickupFolder { get; set; }

    /// <summary>Newest mails kept in the pickup folder. Default 1,000; 1 to 100,000.</summary>
    public int PickupKeep { get; set; } = 1_000;

    /// <summary>
    /// Whether mails put in the folder are also printed to the console, codes and all. Default false; for development, where it
    /// is the mailbox.
    /// </summary>
    public bool PrintToConsole { get; set; }
}
