using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Triggers.Deliveries;

/// <summary>Stores deliveries, each once by the sender's name for it, and finds those whose run is still to be started.</summary>
public sealed class DeliveryInbox(IDocumentStore store, TimeProvider clock)
{
    /// <summary>The rejected deliveries kept of one webhook.</summary>
    public const int MostRejected = 100;

    /// <summary>The deliveries of one webhook that wait at a time while its flow is paused.</summary>
    public const int MostHeld = 100;

    private const int MaxAttempts = 1_440;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private static readonly TimeSpan SeenFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private int slot = RandomNumberGenerator.GetInt32(MostRejected);

    /// <summary>A delivery to be stored.</summary>
    public Delivery New(Webhook webhook, string? address)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        var now = clock.GetUtcNow();
        return new Delivery
        {
            Id = DocumentId.New(clock).ToString(),
            WebhookId = webhook.Id,
            FlowId = webhook.FlowId,
            Status = webhook.IsTest ? "test" : "accepted",
            RunId = webhook.IsTest ? null : DocumentId.New(clock).ToString(),
            Address = address,
            ReceivedAt = now,
            ExpiresAt = now + Kept,
        };
    }

    /// <summary>
    /// Stores it, durably; what came before under the same name within 24 hours is given instead. Whoever gets his own delivery back is
    /// the one to start its run.
    /// </summary>
    public async Task<(string DeliveryId, string? RunId)> StoreAsync(Tenant tenant, Delivery delivery, string? name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        List<DocumentWrite> writes = [DocumentWrite.Insert(Delivery.Collection, tenant, delivery.Id, delivery)];
        if (delivery.RunId is not null)
        {
            writes.Add(DocumentWrite.Insert(
                OpenDelivery.Collection, Tenant.System, delivery.Id, new OpenDelivery(tenant.Key, delivery.WebhookId, delivery.ReceivedAt + Lease, 0)));
        }

        if (name is null)
        {
            await store.WriteAsync(writes, cancellationToken);
            return (delivery.Id, delivery.RunId);
        }

        var seenId = $"{delivery.WebhookId}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
        var seen = new SeenDelivery(delivery.Id, delivery.RunId, delivery.ReceivedAt + SeenFor);
        while (true)
        {
            var known = await store.GetAsync(SeenDelivery.Collection, tenant, seenId, cancellationToken);
            if (known is { Document: var first } && first.ExpiresAt > delivery.ReceivedAt)
            {
                return (first.DeliveryId, first.RunId);
            }

            var mark = known is null
                ? DocumentWrite.Insert(SeenDelivery.Collection, tenant, seenId, seen)
                : DocumentWrite.Replace(SeenDelivery.Collection, tenant, seenId, known.Version, seen);
            if ((await store.WriteAsync([.. writes, mark], cancellationToken)).IsApplied)
            {
                return (delivery.Id, delivery.RunId);
            }
        }
    }

    /// <summary>Remembers that something was rejected: no body, the last <see cref="MostRejected"/> of a webhook.</summary>
    public Task RejectAsync(Tenant tenant, Webhook webhook, string? address, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        var number = (uint)Interlocked.Increment(ref slot) % MostRejected;
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{webhook.Id}/{number}")).AsSpan(0, 12));
        var rejected = New(webhook, address) with { Id = id, Status = "rejected", RunId = null, Reason = reason };
        return store.WriteAsync([DocumentWrite.Upsert(Delivery.Collection, tenant, id, rejected)], cancellationToken);
    }

    /// <summary>Whether a paused flow's webhook holds as many as it may.</summary>
    public async Task<bool> IsFullAsync(string webhookId, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("webhook") { EqualTo = [webhookId], Limit = MostHeld };
        return (await store.QueryAsync(OpenDelivery.Collection, Tenant.System, query, cancellationToken)).Items.Count >= MostHeld;
    }

    /// <summary>One; null when there is none.</summary>
    public ValueTask<Stored<Delivery>?> GetAsync(Tenant tenant, string deliveryId, CancellationToken cancellationToken) =>
        store.GetAsync(Delivery.Collection, tenant, deliveryId, cancellationToken);

    /// <summary>A page of what came to a webhook, newest first.</summary>
    public ValueTask<DocumentPage<Delivery>> ListAsync(Tenant tenant, string webhookId, int limit, string? cursor, CancellationToken cancellationToken) =>
        store.QueryAsync(
            Delivery.Collection, tenant, new DocumentQuery("webhook") { EqualTo = [webhookId], Limit = limit, Cursor = cursor }, cancellationToken);

    /// <summary>Those (at most 100) whose run should have begun before that instant, the longest overdue first.</summary>
    public async Task<IReadOnlyList<Stored<OpenDelivery>>> OverdueAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery("due") { Before = before, Descending = false, Limit = 100 };
        return (await store.QueryAsync(OpenDelivery.Collection, Tenant.System, query, cancellationToken)).Items;
    }

    /// <summary>Takes one for a minute; false when another instance was faster, or when it was tried for a day and is given up.</summary>
    public async Task<bool> ClaimAsync(Stored<OpenDelivery> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        if (open.Document.Attempts >= MaxAttempts)
        {
            await CloseAsync(open.Id, cancellationToken);
            return false;
        }

        var mine = open.Document with { DueAt = clock.GetUtcNow() + Lease, Attempts = open.Document.Attempts + 1 };
        return (await store.WriteAsync(
            [DocumentWrite.Replace(OpenDelivery.Collection, Tenant.System, open.Id, open.Version, mine)], cancellationToken)).IsApplied;
    }

    /// <summary>Its run has begun, or never will.</summary>
    public Task CloseAsync(string deliveryId, CancellationToken cancellationToken) =>
        store.WriteAsync([DocumentWrite.Delete(OpenDelivery.Collection, Tenant.System, deliveryId)], cancellationToken);
}
