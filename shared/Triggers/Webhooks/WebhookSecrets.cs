using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Encryption;
using HiveFlow.Vault.Rotation;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>The secrets by which a webhook's senders prove themselves: one sealed value of all of them.</summary>
public sealed class WebhookSecrets(IDocumentStore store, SecretVault vault, TimeProvider clock)
{
    // To open one takes milliseconds of a core, and a busy webhook is asked hundreds of times a second. What is kept is found by the sealed
    // value, which the webhook is read with each time: changed or removed secrets are out of use at once.
    private const int MostKept = 1_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<string, (string[] Secrets, DateTimeOffset Until)> opened = new(StringComparer.Ordinal);

    /// <summary>Their name among the holders of sealed secrets.</summary>
    public const string Kind = "webhook";

    /// <summary>A webhook's secrets in plain, for the moment of a check.</summary>
    public async Task<Result<string[]>> OpenAsync(Tenant tenant, Webhook webhook, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        if (webhook.SealedSecrets is null)
        {
            return Array.Empty<string>();
        }

        var now = clock.GetUtcNow();
        var place = $"{tenant.Key}/{webhook.Id}/{webhook.SealedSecrets}";
        if (opened.TryGetValue(place, out var known) && known.Until > now)
        {
            return known.Secrets;
        }

        var open = await vault.OpenAsync(PlaceOf(tenant, webhook.Id), webhook.SealedSecrets, cancellationToken);
        if (!open.IsSuccess)
        {
            return open.Error;
        }

        using var secret = open.Value;
        var secrets = JsonSerializer.Deserialize(secret.Bytes.Span, WebhookJson.Default.StringArray) ?? [];
        Keep(place, secrets, now);
        return secrets;
    }

    private void Keep(string place, string[] secrets, DateTimeOffset now)
    {
        foreach (var (old, (_, until)) in opened)
        {
            if (until <= now || opened.Count >= MostKept)
            {
                opened.TryRemove(old, out _);
            }
        }

        opened[place] = (secrets, now + Kept);
    }

    /// <summary>Encrypts one's secrets with the current master key: see <see cref="SecretHolder"/>.</summary>
    public async Task<bool?> ResealAsync(Tenant tenant, string webhookId, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(Webhook.Collection, tenant, webhookId, cancellationToken) is not { Document.SealedSecrets: { } value } stored)
        {
            return null;
        }

        var open = await vault.OpenAsync(PlaceOf(tenant, webhookId), value, cancellationToken);
        if (!open.IsSuccess)
        {
            return false;
        }

        using var secret = open.Value;
        var again = await vault.SealAsync(PlaceOf(tenant, webhookId), secret.Bytes, cancellationToken);
        if (!again.IsSuccess)
        {
            return false;
        }

        // Somebody who changes it meanwhile wins, and has used the current key.
        DocumentWrite[] writes =
        [
            DocumentWrite.Replace(Webhook.Collection, tenant, webhookId, stored.Version, stored.Document with { SealedSecrets = again.Value }),
            UseOf(tenant, webhookId, again.Value),
        ];
        return (await store.WriteAsync(writes, cancellationToken)).IsApplied;
    }

    internal async Task<Result<string>> SealAsync(Tenant tenant, string webhookId, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(secrets.ToArray(), WebhookJson.Default.StringArray);
        try
        {
            return await vault.SealAsync(PlaceOf(tenant, webhookId), bytes, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    internal static DocumentWrite UseOf(Tenant tenant, string webhookId, string? value) => SecretHolder.UseOf(Kind, tenant, webhookId, value);

    private static SecretPlace PlaceOf(Tenant tenant, string id) => new(tenant.Key, $"webhooks/{id}", "secrets");
}
