using HiveFlow.Errors;

namespace HiveFlow.Mail;

/// <summary>How mail through a user's account can fail. No message holds an address or what the server wrote.</summary>
public static class MailErrors
{
    /// <summary>The server will not take it, now or later.</summary>
    public static readonly ErrorCode RefusedCode = new("mail_refused", ErrorKind.Invalid);

    /// <summary>The server can't take it for the moment.</summary>
    public static readonly ErrorCode UnavailableCode = new("mail_unavailable", ErrorKind.Unavailable);

    /// <summary>422: for good.</summary>
    /// <param name="host">The server.</param>
    /// <param name="what">What it did.</param>
    public static Error Refused(string host, string what) => Error.Of(RefusedCode, $"The mail server {host} {what}.");

    /// <summary>503: may pass.</summary>
    /// <param name="host">The server.</param>
    /// <param name="what">What it did.</param>
    public static Error Unavailable(string host, string what) => Error.Of(UnavailableCode, $"The mail server {host} {what}.");
}
