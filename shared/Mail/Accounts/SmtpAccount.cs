using HiveFlow.Errors;

namespace HiveFlow.Mail.Accounts;

/// <summary>A user's own account at a mail server.</summary>
/// <param name="Host">The server's name: its certificate must be for it.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="ImplicitTls">TLS from the first byte instead of STARTTLS; without TLS nothing is said.</param>
/// <param name="User">The user name.</param>
/// <param name="Password">The password.</param>
/// <param name="From">The sender's one address.</param>
/// <param name="FromName">The sender's name; empty for none.</param>
public sealed record SmtpAccount(string Host, int Port, bool ImplicitTls, string User, Secret Password, string From, string FromName)
{
    /// <inheritdoc/>
    public override string ToString() => "***";
}
