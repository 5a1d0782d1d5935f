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

    /// <summary>
    /// A PEM file with the only certificates that may vouch for the server, for one with a certificate of its own authority, whose
    /// revocation is not asked about then. Default none: the machine's roots, revocation asked.
    /// </summary>
    public string? TrustedRoots { get; set; }

    /// <summary>The account at the server; null (default) does not authenticate.</summary>
    public string? User { get; set; }

    /// <summary>Its password.</summary>
    public Secret? Password { get; set; }

    /// <summary>Longest time for one mail, all tries together. Default 30 s; 1 s to 5 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries for a mail that the server cannot take for the moment (4xx, connection lost). Default 3; 1 to 10.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>Wait before the second try; it doubles with each. Default 1 s; 0 to 1 min.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);
}
