using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Triggers.Deliveries;

/// <summary>Remembers a sender's name for a delivery, so that it starts one run however often it comes.</summary>
/// <param name="DeliveryId">The delivery that came first.</param>
/// <param name="RunId">Its run.</param>
/// <param name="ExpiresAt">24 hours later.</param>
public sealed record SeenDelivery(string DeliveryId, string? RunId, DateTimeOffset ExpiresAt)
{
    /// <summary>By webhook and hash of the name.</summary>
    public static readonly Collection<SeenDelivery> Collection = new Collection<SeenDelivery>("webhook_seen", WebhookJson.Default.SeenDelivery)
        .WithExpiry(seen => seen.ExpiresAt);
}
