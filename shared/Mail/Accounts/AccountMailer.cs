using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HiveFlow.Errors;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace HiveFlow.Mail.Accounts;

/// <summary>
/// Sends mail through users' own accounts, over connections that the caller opened and answers for: never without TLS (RFC 3207, RFC 8314),
/// never with an unchecked certificate. Tries nothing again.
/// </summary>
public sealed class AccountMailer
{
    private readonly TimeProvider clock;
    private readonly X509Certificate2Collection? roots;

    /// <summary>One that trusts the machine's roots.</summary>
    public AccountMailer(TimeProvider clock)
        : this(clock, roots: null)
    {
    }

    /// <summary>One that trusts these roots alone, and asks nobody whether they were revoked; null for the machine's.</summary>
    public AccountMailer(TimeProvider clock, X509Certificate2Collection? roots)
    {
        this.clock = clock;
        this.roots = roots;
    }

    /// <summary>
    /// Sends mails one after the other. What fails is in the result: <c>mail_refused</c> for good, <c>mail_unavailable</c> for what may pass. No
    /// sentence repeats what the server said: it may hold the password.
    /// </summary>
    /// <param name="connection">A fresh connection to the account's server, in plain; disposed with the last mail.</param>
    /// <param name="account">The account.</param>
    /// <param name="mails">The mails; each must be sound (<see cref="MailRules"/>).</param>
    /// <param name="cancellationToken">Ends the delivery.</param>
    /// <exception cref="ArgumentException">A mail or the account's address is not sound.</exception>
    public async Task<AccountDelivery> SendAsync(
        Stream connection, SmtpAccount account, IReadOnlyList<OutgoingMail> mails, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(mails);
        var (sent, refused) = (new List<string>(), new List<RefusedMail>());
        try
        {
            using var client = new TlsSmtpClient(roots);
            var security = account.ImplicitTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
            await client.ConnectAsync(connection, account.Host, account.Port, security, cancellationToken);
            await client.AuthenticateAsync(account.User, account.Password.Reveal(), cancellationToken);
            foreach (var mail in mails)
            {
                using var message = MimeText.Of(mail, account.From, account.FromName, clock.GetUtcNow());
                try
                {
                    await client.SendAsync(message, cancellationToken);
                    sent.Add(mail.To);
                }
                catch (SmtpCommandException e) when (IsForGood(e) && e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted)
                {
                    refused.Add(new RefusedMail(mail.To, (int)e.StatusCode));
                }
            }

            await GoodbyeAsync(client, cancellationToken);
            return new AccountDelivery(sent, refused, Failure: null);
        }
        catch (Exception e) when (FailureOf(e, account.Host) is not null)
        {
            return new AccountDelivery(sent, refused, FailureOf(e, account.Host));
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    private static async Task GoodbyeAsync(TlsSmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or CommandException)
        {
            // The server has taken the mails; how it says goodbye is its affair.
        }
    }

    private static Error? FailureOf(Exception exception, string host) => exception switch
    {
        MailKit.Security.AuthenticationException => MailErrors.Refused(host, "did not take the login"),
        SslHandshakeException or System.Security.Authentication.AuthenticationException => MailErrors.Refused(host, "has no certificate that can be trusted"),
        NotSupportedException => MailErrors.Refused(host, "lacks what is needed: TLS, a login, or addresses beyond ASCII"),
        SmtpCommandException command when IsForGood(command) => MailErrors.Refused(host, $"answered {(int)command.StatusCode} to the sender"),
        SmtpCommandException command => MailErrors.Unavailable(host, $"answered {(int)command.StatusCode}"),
        IOException or SocketException or ProtocolException or CommandException or ServiceNotConnectedException => MailErrors.Unavailable(host, "broke the conversation off"),
        _ => null,
    };

    private static bool IsForGood(SmtpCommandException e) => (int)e.StatusCode is >= 500 and < 600;
}
