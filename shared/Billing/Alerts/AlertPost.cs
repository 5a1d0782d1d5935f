using System.Globalization;
using System.Security.Cryptography;
using HiveFlow.Mail;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Signatures;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Billing.Alerts;

/// <summary>
/// Tells what is to be told: a mail to each owner and admin, and a signed event to the organization's webhook. Each is tried for about two
/// days with growing pauses; after a crash the one that was under way may come twice, with the same id.
/// </summary>
public sealed partial class AlertPost(
    IDocumentStore store, AlertDesk desk, FindAlertReaders readers, IMailer mailer, OutgoingClient outgoing, TimeProvider clock, ILogger<AlertPost> logger)
{
    private const int PageSize = 100;
    private const int MaxTries = 16;
    private const long MaxAnswer = 64 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly HashSet<string> Secrets = ["webhook-signature"];

    /// <summary>Tells what is due, each taken by one instance, until the given time at the latest.</summary>
    /// <returns>Whether something due is left.</returns>
    public async Task<bool> DeliverAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(CreditAlert.Due) { From = DateTimeOffset.UnixEpoch, Before = clock.GetUtcNow().AddMilliseconds(1), Descending = false, Limit = PageSize };
        var page = await store.QueryAsync(CreditAlert.Collection, Tenant.System, query, cancellationToken);
        foreach (var alert in page.Items)
        {
            if (clock.GetUtcNow() >= until)
            {
                return true;
            }

            if (await ClaimAsync(alert, cancellationToken) is { } claimed)
            {
                await DeliverAsync(claimed, cancellationToken);
            }
        }

        return page.NextCursor is not null;
    }

    private async Task<Stored<CreditAlert>?> ClaimAsync(Stored<CreditAlert> alert, CancellationToken cancellationToken)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(alert.Document.Tries, 10));
        return await ChangeAsync(
            alert,
            alert.Document with { Tries = alert.Document.Tries + 1, DueAt = clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause) },
            cancellationToken);
    }

    private async Task<Stored<CreditAlert>?> ChangeAsync(Stored<CreditAlert> alert, CreditAlert changed, CancellationToken cancellationToken)
    {
        var write = DocumentWrite.Replace(CreditAlert.Collection, Tenant.System, alert.Id, alert.Version, changed);
        return (await store.WriteAsync([write], cancellationToken)).IsApplied ? alert with { Version = alert.Version + 1, Document = changed } : null;
    }

    private async Task DeliverAsync(Stored<CreditAlert> alert, CancellationToken cancellationToken)
    {
        var tenant = DocumentId.TryParse(alert.Document.OrganizationId, out var id) ? Tenant.Of(id) : throw new InvalidOperationException("The alert's organization is no id.");
        var settings = await desk.GetAsync(tenant, cancellationToken);
        var isDone = true;
        if (settings.IsMailed)
        {
            foreach (var reader in await readers(tenant, cancellationToken))
            {
                if (alert.Document.Mailed.Contains(reader.UserId))
                {
                    continue;
                }

                if (!await MailAsync(alert.Document, reader, cancellationToken))
                {
                    isDone = false;
                }
                else if (await ChangeAsync(alert, alert.Document with { Mailed = [.. alert.Document.Mailed, reader.UserId] }, CancellationToken.None) is { } mailed)
                {
                    alert = mailed;
                }
                else
                {
                    return;
                }
            }
        }

        if (settings.WebhookUrl is { } url && !alert.Document.IsPosted)
        {
            if (!await PostAsync(tenant, settings, url, alert.Document, cancellationToken))
            {
                isDone = false;
            }
            else if (await ChangeAsync(alert, alert.Document with { IsPosted = true }, CancellationToken.None) is { } posted)
            {
                alert = posted;
            }
            else
            {
                return;
            }
        }

        if (isDone || alert.Document.Tries >= MaxTries)
        {
            if (!isDone)
            {
                GivenUp(logger, alert.Id);
            }

            await ChangeAsync(alert, alert.Document with { DueAt = null }, CancellationToken.None);
        }
    }

    private async Task<bool> MailAsync(CreditAlert alert, AlertReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await mailer.SendAsync(AlertMessage.MailOf(alert, reader), cancellationToken);
            return true;
        }
        catch (MailUnavailableException exception)
        {
            NotTold(logger, alert.Id, exception.GetType().Name);
            return false;
        }
        catch (ArgumentException exception)
        {
            // No mail ever reaches such an address.
            NotTold(logger, alert.Id, exception.GetType().Name);
            return true;
        }
    }

    private async Task<bool> PostAsync(Tenant tenant, AlertSettings settings, string url, CreditAlert alert, CancellationToken cancellationToken)
    {
        var key = await desk.KeyAsync(tenant, settings, cancellationToken);
        if (!key.IsSuccess)
        {
            NotTold(logger, alert.Id, key.Error.Code.Value);
            return false;
        }

        var (id, now, body) = (StandardSignature.IdOf(alert.Id), clock.GetUtcNow().ToUnixTimeSeconds(), AlertMessage.BodyOf(alert));
        var signature = StandardSignature.Of(key.Value, id, now, body);
        CryptographicOperations.ZeroMemory(key.Value);
        var request = new OutgoingRequest
        {
            Method = "POST",
            Url = url,
            Owner = tenant.Key,
            Headers =
            [
                new("Content-Type", "application/json"), new("webhook-id", id), new("webhook-timestamp", now.ToString(CultureInfo.InvariantCulture)),
                new("webhook-signature", signature),
            ],
            SecretHeaders = Secrets,
            Body = body,
            Timeout = Limit,
            MaxResponseBytes = MaxAnswer,
        };
        var answered = await outgoing.SendAsync(request, cancellationToken);
        if (answered is { IsSuccess: true, Value.Status: >= 200 and <= 299 })
        {
            return true;
        }

        NotTold(logger, alert.Id, answered.IsSuccess ? $"{answered.Value.Status}" : answered.Error.Code.Value);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert {Alert} could not be told now: {Why}.")]
    private static partial void NotTold(ILogger logger, string alert, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The alert {Alert} was given up: it was tried too often.")]
    private static partial void GivenUp(ILogger logger, string alert);
}
