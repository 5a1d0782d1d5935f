using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Triggers.Deliveries;

/// <summary>What a webhook with a pace remembers of one key.</summary>
/// <param name="Since">When the first counted delivery came.</param>
/// <param name="Count">How many came since, this one included.</param>
/// <param name="Latest">The one that would be the next to start.</param>
/// <param name="ExpiresAt">When it is forgotten.</param>
public sealed record PaceMark(DateTimeOffset Since, int Count, string? Latest, DateTimeOffset ExpiresAt)
{
    /// <summary>By webhook, kind and hash of the key.</summary>
    public static readonly Collection<PaceMark> Collection = new Collection<PaceMark>("webhook_paces", WebhookJson.Default.PaceMark)
        .WithExpiry(mark => mark.ExpiresAt);
}
