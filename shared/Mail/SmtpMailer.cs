using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace HiveFlow.Mail;

/// <summary>
/// Hands mail to an SMTP server, never without TLS (RFC 3207, RFC 8314) and never with an unchecked certificate. What the server
/// cannot take for the moment is tried again; a receiver that it refuses for good is logged and counts as a bounce, so that
/// nobody learns from our answers which addresses there are.
/// </summary>
internal sealed class SmtpMailer(IOptions<MailOptions> options, TimeProvider clock, ILogger<SmtpMailer> logger) : IMailer
{
    private readonly MailOptions options = options.Value;
    private readonly X509Certificate2Collection? roots = RootsOf(options.Value.Smtp);

    /// <inheritdoc/>
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        using var message = MimeText.Of(mail, options, clock.GetUtcNow());
        using var timeout = new CancellationTokenSource(options.Smtp.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await SendAsync(message, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            throw new MailUnavailableException("The mail server did not answer in time.", e);
        }
        catch (SmtpCommandException e) when (e.ErrorCode == SmtpErrorCode.RecipientNotAccepted && IsForGood(e))
        {
            MailLog.Bounced(logger, (int)e.StatusCode);
        }
        catch (Exception e) when (IsOutage(e))
        {
            throw new MailUnavailableException("The mail server did not take the mail.", e);
        }
    }

    private async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryAsync(message, cancellationToken);
                return;
            }
            catch (Exception e) when (attempt < options.Smtp.Attempts && MayPass(e))
            {
                MailLog.Again(logger, attempt, e.GetType().Name);
                await Task.Delay(options.Smtp.RetryAfter * Math.Pow(2, attempt - 1), clock, cancellationToken);
            }
        }
    }

    private async Task TryAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var host = options.Smtp.Host ?? throw new InvalidOperationException("No mail server is configured.");
        using var client = new TlsSmtpClient(roots);
        var security = options.Smtp.ImplicitTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
        await client.ConnectAsync(host, options.Smtp.Port, security, cancellationToken);
        if (options.Smtp.User is not null)
        {
            await client.AuthenticateAsync(options.Smtp.User, options.Smtp.Password!.Reveal(), cancellationToken);
        }

        await client.SendAsync(message, cancellationToken);
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (IsOutage(e) || e is OperationCanceledException)
        {
            // The server has taken the mail; how it says goodbye is its affair.
            MailLog.NoGoodbye(logger, e.GetType().Name);
        }
    }

    private static X509Certificate2Collection? RootsOf(SmtpOptions smtp)
    {
        if (smtp.TrustedRoots is not { } file)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots;
    }

    private static bool IsForGood(SmtpCommandException e) => (int)e.StatusCode is >= 500 and < 600;

    private static bool MayPass(Exception e) => e switch
    {
        SmtpCommandException command => !IsForGood(command),
        SslHandshakeException => false,
        IOException or SocketException or ProtocolException or ServiceNotConnectedException => true,
        _ => false,
    };

    private static bool IsOutage(Exception e) => e is
        IOException or SocketException or System.Security.Authentication.AuthenticationException or MailKit.Security.AuthenticationException
        or SslHandshakeException or ProtocolException or CommandException or ServiceNotConnectedException or NotSupportedException;
}
