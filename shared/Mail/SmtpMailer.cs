using System.Net.Sockets;
using System.Security.Authentication;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;

namespace HiveFlow.Mail;

/// <summary>Hands mail to an SMTP server, never without TLS (RFC 3207, RFC 8314) and never with an unchecked certificate.</summary>
internal sealed class SmtpMailer(IOptions<MailOptions> options, TimeProvider clock) : IMailer
{
    private readonly MailOptions options = options.Value;

    /// <inheritdoc/>
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        using var message = MimeText.Of(mail, options, clock.GetUtcNow());
        var host = options.Smtp.Host ?? throw new InvalidOperationException("No mail server is configured.");
        using var timeout = new CancellationTokenSource(options.Smtp.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var client = new SmtpClient { SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
            var security = options.Smtp.ImplicitTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
            await client.ConnectAsync(host, options.Smtp.Port, security, either.Token);
            if (options.Smtp.User is not null)
            {
                await client.AuthenticateAsync(options.Smtp.User, options.Smtp.Password!.Reveal(), either.Token);
            }

            await client.SendAsync(message, either.Token);
            await client.DisconnectAsync(quit: true, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            throw new MailUnavailableException("The mail server did not answer in time.", e);
        }
        catch (Exception e) when (IsOutage(e))
        {
            throw new MailUnavailableException("The mail server did not take the mail.", e);
        }
    }

    private static bool IsOutage(Exception e) => e is
        IOException or SocketException or System.Security.Authentication.AuthenticationException or MailKit.Security.AuthenticationException
        or SslHandshakeException or ProtocolException or CommandException or ServiceNotConnectedException or NotSupportedException;
}
