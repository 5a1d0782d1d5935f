using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Triggers.Deliveries;

/// <summary>Decides by a webhook's throttle and debounce what becomes of a delivery; the same on every instance.</summary>
internal sealed class DeliveryPacing(IDocumentStore store, TimeProvider clock)
{
    /// <summary>Asks the throttle first: what starts nothing takes no other delivery's place.</summary>
    public async Task<DeliveryPace> DecideAsync(
        Tenant tenant, Webhook webhook, Delivery delivery, string throttleKey, string debounceKey, CancellationToken cancellationToken)
    {
        var pace = new DeliveryPace(delivery, null, []);
        if (delivery.RunId is not null && webhook.Throttle is { Count: > 0 } throttle)
        {
            pace = await ThrottleAsync(tenant, delivery, throttle, IdOf(delivery, "throttle", throttleKey), cancellationToken);
        }

        return pace.Delivery.RunId is not null && webhook.Debounce is { Seconds: > 0 } debounce
            ? await DebounceAsync(tenant, pace, debounce, IdOf(delivery, "debounce", debounceKey), cancellationToken)
            : pace;
    }

    private static string IdOf(Delivery delivery, string kind, string key) =>
        $"{delivery.WebhookId}/{kind}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    private static DocumentWrite Put(Tenant tenant, string id, Stored<PaceMark>? before, PaceMark mark) => before is null
        ? DocumentWrite.Insert(PaceMark.Collection, tenant, id, mark)
        : DocumentWrite.Replace(PaceMark.Collection, tenant, id, before.Version, mark);

    private async Task<DeliveryPace> ThrottleAsync(
        Tenant tenant, Delivery delivery, WebhookThrottle throttle, string id, CancellationToken cancellationToken)
    {
        var (now, span) = (clock.GetUtcNow(), TimeSpan.FromSeconds(throttle.Seconds));
        var before = await store.GetAsync(PaceMark.Collection, tenant, id, cancellationToken);
        var mark = before is { Document: var known } && known.Since + span > now ? known : new PaceMark(now, 0, null, now + span);
        return mark.Count < throttle.Count
            ? new DeliveryPace(delivery, null, [Put(tenant, id, before, mark with { Count = mark.Count + 1 })])
            : new DeliveryPace(
                delivery with { Status = "throttled", RunId = null, Reason = $"more than {throttle.Count} in {throttle.Seconds} seconds" }, null, []);
    }

    private async Task<DeliveryPace> DebounceAsync(
        Tenant tenant, DeliveryPace pace, WebhookDebounce debounce, string id, CancellationToken cancellationToken)
    {
        var (now, span) = (clock.GetUtcNow(), TimeSpan.FromSeconds(debounce.Seconds));
        var before = await store.GetAsync(PaceMark.Collection, tenant, id, cancellationToken);
        List<DocumentWrite> writes =
            [.. pace.Writes, Put(tenant, id, before, new PaceMark(now, 1, pace.Delivery.Id, now + span + TimeSpan.FromDays(1)))];
        if (before?.Document.Latest is { } former
            && await store.GetAsync(OpenDelivery.Collection, Tenant.System, former, cancellationToken) is { Document.Attempts: 0 } open
            && await store.GetAsync(Delivery.Collection, tenant, former, cancellationToken) is { } waiting)
        {
            // Refused when its run is being started right now: then both run.
            writes.Add(DocumentWrite.Delete(OpenDelivery.Collection, Tenant.System, former, open.Version));
            writes.Add(DocumentWrite.Replace(
                Delivery.Collection, tenant, former, waiting.Version, waiting.Document with { Status = "superseded", Reason = "another delivery took its place" }));
        }

        return new DeliveryPace(pace.Delivery, now + span, writes);
    }
}
