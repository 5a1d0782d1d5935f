using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Encryption;
using HiveFlow.Vault.Rotation;
using Microsoft.Extensions.Options;

namespace HiveFlow.Billing.Alerts;

/// <summary>Reads and sets when and how organizations are told that their credits run out.</summary>
public sealed class AlertDesk(IDocumentStore store, SecretVault vault, AuditLog audit, IOptions<BillingOptions> options)
{
    /// <summary>The secrets' name among the holders of sealed secrets.</summary>
    internal const string Kind = "credit-alerts";

    private const int MaxThresholds = 5;
    private const int MaxUrl = 2_000;
    private const int SecretBytes = 32;
    private const string Prefix = "whsec_";

    /// <summary>The settings as they are.</summary>
    public async ValueTask<AlertSettings> GetAsync(Tenant tenant, CancellationToken cancellationToken) =>
        (await store.GetAsync(AlertSettings.Collection, tenant, tenant.Key, cancellationToken))?.Document ?? new AlertSettings();

    /// <summary>The percentages that count for it.</summary>
    public IReadOnlyList<int> ThresholdsOf(AlertSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Thresholds ?? options.Value.AlertsAt;
    }

    /// <summary>Sets them; with the webhook's secret where a new one was made, which is shown this once.</summary>
    public async Task<Result<(AlertSettings Settings, Secret? Secret)>> SetAsync(
        Tenant tenant, AlertWish wish, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wish);
        if (Fault(wish) is { } fault)
        {
            return fault;
        }

        var known = await GetAsync(tenant, cancellationToken);
        var (value, secret) = (known.SealedSecret, (Secret?)null);
        if (wish.WebhookUrl is null)
        {
            value = null;
        }
        else if (wish.WantsNewSecret || value is null || wish.WebhookUrl != known.WebhookUrl)
        {
            secret = new Secret(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)));
            var made = await SealAsync(tenant, secret, cancellationToken);
            if (!made.IsSuccess)
            {
                return made.Error;
            }

            value = made.Value;
        }

        var settings = new AlertSettings { Thresholds = wish.Thresholds, IsMailed = wish.IsMailed, WebhookUrl = wish.WebhookUrl, SealedSecret = value };
        var act = new AuditAct("credit_alerts.changed", actor, tenant)
        {
            TargetType = "organization",
            TargetId = tenant.Key,
            Details = new Dictionary<string, string>
            {
                ["at"] = string.Join(' ', ThresholdsOf(settings).Select(t => t.ToString(CultureInfo.InvariantCulture))),
                ["mail"] = settings.IsMailed ? "yes" : "no",
                ["webhook"] = settings.WebhookUrl is { } url ? new Uri(url).Host : "none",
            },
        };
        await store.WriteAsync(
            [DocumentWrite.Upsert(AlertSettings.Collection, tenant, tenant.Key, settings), SecretHolder.UseOf(Kind, tenant, tenant.Key, value), audit.Entry(act)],
            cancellationToken);
        return (settings, secret);
    }

    /// <summary>The webhook's key, for the moment of signing; null where there is none.</summary>
    internal async Task<Result<byte[]>> KeyAsync(Tenant tenant, AlertSettings settings, CancellationToken cancellationToken)
    {
        var open = await vault.OpenAsync(PlaceOf(tenant), settings.SealedSecret ?? string.Empty, cancellationToken);
        if (!open.IsSuccess)
        {
            return open.Error;
        }

        using var secret = open.Value;
        return Convert.FromBase64String(Encoding.ASCII.GetString(secret.Bytes.Span)[Prefix.Length..]);
    }

    /// <summary>Encrypts one's secret with the current master key: see <see cref="SecretHolder"/>.</summary>
    internal async Task<bool?> ResealAsync(Tenant tenant, string id, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(AlertSettings.Collection, tenant, id, cancellationToken) is not { Document.SealedSecret: { } value } stored)
        {
            return null;
        }

        var open = await vault.OpenAsync(PlaceOf(tenant), value, cancellationToken);
        if (!open.IsSuccess)
        {
            return false;
        }

        using var secret = open.Value;
        var again = await vault.SealAsync(PlaceOf(tenant), secret.Bytes, cancellationToken);
        if (!again.IsSuccess)
        {
            return false;
        }

        // Somebody who changes it meanwhile wins, and has used the current key.
        DocumentWrite[] writes =
        [
            DocumentWrite.Replace(AlertSettings.Collection, tenant, id, stored.Version, stored.Document with { SealedSecret = again.Value }),
            SecretHolder.UseOf(Kind, tenant, id, again.Value),
        ];
        return (await store.WriteAsync(writes, cancellationToken)).IsApplied;
    }

    private static Error? Fault(AlertWish wish)
    {
        if (wish.Thresholds is { } thresholds
            && (thresholds.Count is < 1 or > MaxThresholds || thresholds.Any(t => t is < 1 or > 100) || thresholds.Distinct().Count() < thresholds.Count))
        {
            return RequestErrors.Invalid("thresholds", $"thresholds must be 1 to {MaxThresholds} different percentages, 1 to 100.");
        }

        return wish.WebhookUrl is not { } text || (text.Length <= MaxUrl && IsSafe(text))
            ? null
            : RequestErrors.Invalid("webhookUrl", $"webhookUrl must be an https address of at most {MaxUrl} characters, without a user or fragment.");
    }

    // Loopback is refused when it is called, unless the operator allows it.
    private static bool IsSafe(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.UserInfo.Length == 0 && url.Fragment.Length == 0;

    private static SecretPlace PlaceOf(Tenant tenant) => new(tenant.Key, "credit-alerts", "secret");

    private async Task<Result<string>> SealAsync(Tenant tenant, Secret secret, CancellationToken cancellationToken)
    {
        var bytes = Encoding.ASCII.GetBytes(secret.Reveal());
        try
        {
            return await vault.SealAsync(PlaceOf(tenant), bytes, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
