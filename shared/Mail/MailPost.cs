using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Mail;

/// <summary>
/// Sends mail that nobody waits for (notices, alerts) in the background, one after the other, each tried again for about an hour. Held in
/// memory and bounded: a full post and a killed process lose mails, so nothing that somebody needs to go on may come this way.
/// </summary>
public sealed class MailPost(IMailer mailer, IOptions<MailOptions> options, TimeProvider clock, ILogger<MailPost> logger) : BackgroundService
{
    private const int MaxTries = 7;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);

    private readonly Channel<OutgoingMail> mails = Channel.CreateBounded<OutgoingMail>(
        new BoundedChannelOptions(options.Value.PostCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Takes a mail; false, and a line in the log, when too many are waiting.</summary>
    /// <exception cref="ArgumentException">Address or subject is none.</exception>
    public bool TryPost(OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        MimeText.Check(mail);
        if (mails.Writer.TryWrite(mail))
        {
            return true;
        }

        MailLog.GivenUp(logger, "too many are waiting");
        return false;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        mails.Writer.TryComplete();
        if (ExecuteTask is { } sending)
        {
            await Task.WhenAny(sending, Task.Delay(options.Value.PostStopTimeout, clock, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var mail in mails.Reader.ReadAllAsync(stoppingToken))
            {
                await SendAsync(mail, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is lost, as the summary says.
        }
    }

    private async Task SendAsync(OutgoingMail mail, CancellationToken stoppingToken)
    {
        for (var attempt = 1; attempt <= MaxTries; attempt++)
        {
            try
            {
                await mailer.SendAsync(mail, stoppingToken);
                return;
            }
            catch (MailUnavailableException e)
            {
                // The wait begins first: who reads the line can count on it.
                var wait = attempt < MaxTries ? Task.Delay(FirstWait * Math.Pow(2, attempt - 1), clock, stoppingToken) : Task.CompletedTask;
                MailLog.PostFailed(logger, e, attempt);
                await wait;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                MailLog.PostFailed(logger, e, attempt);
                break;
            }
        }

        MailLog.GivenUp(logger, "it was tried too often");
    }
}
