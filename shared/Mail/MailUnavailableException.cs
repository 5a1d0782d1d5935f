namespace HiveFlow.Mail;

/// <summary>The mail server or pickup folder is away. The edge answers 503.</summary>
public sealed class MailUnavailableException : Exception
{
    /// <summary>With a default sentence.</summary>
    public MailUnavailableException()
        : this("Mail cannot be sent at the moment.")
    {
    }

    /// <summary>With a sentence without addresses or secrets.</summary>
    public MailUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public MailUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
