namespace HiveFlow.Mail;

/// <summary>Settings of outgoing mail. With a server in <see cref="Smtp"/> mail goes there; without, into <see cref="PickupFolder"/>.</summary>
public sealed record MailOptions
{
    /// <summary>The sender's address. Default <c>hiveflow@localhost</c>; one address.</summary>
    public string From { get; set; } = "hiveflow@localhost";

    /// <summary>The sender's name. Default <c>HiveFlow</c>; one line of at most 100 characters.</summary>
    public string FromName { get; set; } = "HiveFlow";

    /// <summary>The mail server.</summary>
    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>Where mail is put as <c>.eml</c> files when there is no SMTP server; made when missing.</summary>
    public string? PickupFolder { get; set; }

    /// <summary>Newest mails kept in the pickup folder. Default 1,000; 1 to 100,000.</summary>
    public int PickupKeep { get; set; } = 1_000;

    /// <summary>
    /// Whether mails put in the folder are also printed to the console, codes and all. Default false; for development, where it
    /// is the mailbox.
    /// </summary>
    public bool PrintToConsole { get; set; }

    /// <summary>
    /// Whether flows may send through this server too (node email without a credential), in the operator's name. Default false: flows need
    /// accounts of their own.
    /// </summary>
    public bool AllowFlows { get; set; }

    /// <summary>Mails that may wait to be sent in the background before more are dropped. Default 1,000; 1 to 100,000.</summary>
    public int PostCapacity { get; set; } = 1_000;

    /// <summary>How long a stop waits for mails that are still to be sent in the background. Default 3 s; 0 to 1 min.</summary>
    public TimeSpan PostStopTimeout { get; set; } = TimeSpan.FromSeconds(3);
}
