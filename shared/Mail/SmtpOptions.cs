using HiveFlow.Errors;

namespace HiveFlow.Mail;

/// <summary>A mail server. There is no mail without TLS.</summary>
public sealed record SmtpOptions
{
    /// <summary>Its name; null (default) uses the pickup folder.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. Default 587; 1 to 65535.</summary>
    public int Port { get; set; } = 587;

    /// <summary>TLS from the first byte (port 465) instead of STARTTLS. Default false.</summary>
    public bool ImplicitTls { get; set; }

    /// <summary>The account at the server; null (default) does not authenticate.</summary>
    public string? User { get; set; }

    /// <summary>Its password.</summary>
    public Secret? Password { get; set; }

    /// <summary>Longest time for one mail. Default 30 s; 1 s to 5 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
