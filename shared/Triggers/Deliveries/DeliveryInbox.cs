using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;
using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Deliveries;

/// <summary>Stores deliveries, each once by the sender's name for it, and finds those whose run is still to be started.</summary>
public sealed class DeliveryInbox(IDocumentStore store, IOptions<WebhooksOptions> options, TimeProvider clock)
{
    /// <summary>The rejected deliveries kept of one webhook.</summary>
    public const int MostRejected = 100;

    // Each round one of those that race is stored.
    private const int MaxRaces = 1_000;
    private static readonly TimeSpan SeenFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private int slot = RandomNumberGenerator.GetInt32(MostRejected);

    /// <summary>A delivery to be stored.</summary>
    /// <param name="webhook">To which webhook it came.</param>
    /// <param name="address">From where.</param>
    /// <param name="isHeld">Whether its flow is paused, so that it waits longer.</param>
    public Delivery New(Webhook webhook, string? address, bool isHeld = false)
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
            ExpiresAt = now + (isHeld ? options.Value.KeepHeld : options.Value.KeepDeliveries),
        };
    }

    /// <summary>
    /// Stores it, durably; what came before under the same name within 24 hours is given instead. Whoever gets his own delivery back is
    /// the one to start its run, unless it is held.
    /// </summary>
    public Task<(string DeliveryId, string? RunId)> StoreAsync(
        Tenant tenant, Delivery delivery, string? name, bool isHeld, CancellationToken cancellationToken) =>
        StoreAsync(tenant, delivery, name, isHeld, pace: null, cancellationToken);

    /// <summary>
    /// The same at the webhook's pace: one too many has no run, and one that waits for another to take its place starts later, by itself.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="webhook">To which webhook it came.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="name">The sender's name for it; null for none.</param>
    /// <param name="keys">What the throttle and the debounce count by themselves; empty texts for all together.</param>
    /// <param name="isHeld">Whether its flow is paused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<(string DeliveryId, string? RunId)> StoreAsync(
        Tenant tenant,
        Webhook webhook,
        Delivery delivery,
        string? name,
        (string Throttle, string Debounce) keys,
        bool isHeld,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        if (webhook is { Throttle: null, Debounce: null })
        {
            return StoreAsync(tenant, delivery, name, isHeld, pace: null, cancellationToken);
        }

        var pacing = new DeliveryPacing(store, clock);
        return StoreAsync(
            tenant, delivery, name, isHeld, () => pacing.DecideAsync(tenant, webhook, delivery, keys.Throttle, keys.Debounce, cancellationToken), cancellationToken);
    }

    /// <summary>A page of those whose run could not be started, of all webhooks of an organization, newest first.</summary>
    public ValueTask<DocumentPage<Delivery>> ParkedAsync(Tenant tenant, int limit, string? cursor, CancellationToken cancellationToken) =>
        store.QueryAsync(
            Delivery.Collection,
            tenant,
            new DocumentQuery(Delivery.Parked) { From = DateTimeOffset.UnixEpoch, Limit = limit, Cursor = cursor },
            cancellationToken);

    /// <summary>One that was parked has a run after all.</summary>
    public async Task UnparkAsync(Tenant tenant, string deliveryId, string runId, CancellationToken cancellationToken)
    {
        if (await GetAsync(tenant, deliveryId, cancellationToken) is { Document.Status: Delivery.Parked } stored)
        {
            var replayed = stored.Document with { Status = "accepted", Reason = null, RunId = runId };
            await store.WriteAsync([DocumentWrite.Replace(Delivery.Collection, tenant, deliveryId, stored.Version, replayed)], cancellationToken);
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
        var query = new DocumentQuery("webhook") { EqualTo = [webhookId], Limit = options.Value.MaxHeld };
        return (await store.QueryAsync(OpenDelivery.Collection, Tenant.System, query, cancellationToken)).Items.Count >= options.Value.MaxHeld;
    }

    /// <summary>One; null when there is none.</summary>
    public ValueTask<Stored<Delivery>?> GetAsync(Tenant tenant, string deliveryId, CancellationToken cancellationToken) =>
        store.GetAsync(Delivery.Collection, tenant, deliveryId, cancellationToken);

    /// <summary>A page of what came to a webhook, newest first.</summary>
    public ValueTask<DocumentPage<Delivery>> ListAsync(Tenant tenant, string webhookId, int limit, string? cursor, CancellationToken cancellationToken) =>
        store.QueryAsync(
            Delivery.Collection, tenant, new DocumentQuery("webhook") { EqualTo = [webhookId], Limit = limit, Cursor = cursor }, cancellationToken);

    /// <summary>A page (of at most 100) of those whose run should have begun before that instant, the longest overdue first.</summary>
    public ValueTask<DocumentPage<OpenDelivery>> OverdueAsync(DateTimeOffset before, string? cursor, CancellationToken cancellationToken) =>
        store.QueryAsync(
            OpenDelivery.Collection,
            Tenant.System,
            new DocumentQuery("due") { Before = before, Descending = false, Limit = 100, Cursor = cursor },
            cancellationToken);

    /// <summary>Takes one for a minute; false when another instance was faster, or when it was tried too often and is parked.</summary>
    public async Task<bool> ClaimAsync(Stored<OpenDelivery> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        if (open.Document.Attempts >= options.Value.MaxAttempts && DocumentId.TryParse(open.Document.OrganizationId, out var organization))
        {
            await ParkAsync(Tenant.Of(organization), open.Id, $"its start came to no end {open.Document.Attempts} times", cancellationToken);
            return false;
        }

        var mine = open.Document with { DueAt = clock.GetUtcNow() + Lease, Attempts = open.Document.Attempts + 1 };
        return (await store.WriteAsync(
            [DocumentWrite.Replace(OpenDelivery.Collection, Tenant.System, open.Id, open.Version, mine)], cancellationToken)).IsApplied;
    }

    /// <summary>Gives back one that can't be started now, for no fault of its own: looked at again in a minute, and not counted.</summary>
    public async Task PutOffAsync(string deliveryId, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(OpenDelivery.Collection, Tenant.System, deliveryId, cancellationToken) is { } open)
        {
            var later = open.Document with { DueAt = clock.GetUtcNow() + Lease, Attempts = Math.Max(0, open.Document.Attempts - 1) };
            await store.WriteAsync([DocumentWrite.Replace(OpenDelivery.Collection, Tenant.System, deliveryId, open.Version, later)], cancellationToken);
        }
    }

    /// <summary>Its run can't be started: it stays with the reason, and can be replayed.</summary>
    public async Task ParkAsync(Tenant tenant, string deliveryId, string reason, CancellationToken cancellationToken)
    {
        var close = DocumentWrite.Delete(OpenDelivery.Collection, Tenant.System, deliveryId);
        if (await GetAsync(tenant, deliveryId, cancellationToken) is { } stored)
        {
            var parked = stored.Document with { Status = "parked", Reason = reason };
            if ((await store.WriteAsync([DocumentWrite.Replace(Delivery.Collection, tenant, deliveryId, stored.Version, parked), close], cancellationToken)).IsApplied)
            {
                return;
            }
        }

        await store.WriteAsync([close], cancellationToken);
    }

    /// <summary>Its run has begun, or never will.</summary>
    public Task CloseAsync(string deliveryId, CancellationToken cancellationToken) =>
        store.WriteAsync([DocumentWrite.Delete(OpenDelivery.Collection, Tenant.System, deliveryId)], cancellationToken);

    private async Task<(string DeliveryId, string? RunId)> StoreAsync(
        Tenant tenant, Delivery delivery, string? name, bool isHeld, Func<Task<DeliveryPace>>? pace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var seenId = name is null ? null : $"{delivery.WebhookId}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
        for (var race = 0; race < MaxRaces; race++)
        {
            var known = seenId is null ? null : await store.GetAsync(SeenDelivery.Collection, tenant, seenId, cancellationToken);
            if (known is { Document: var first } && first.ExpiresAt > delivery.ReceivedAt)
            {
                return (first.DeliveryId, first.RunId);
            }

            var paced = pace is null ? new DeliveryPace(delivery, null, []) : await pace();
            List<DocumentWrite> writes = [DocumentWrite.Insert(Delivery.Collection, tenant, delivery.Id, paced.Delivery), .. paced.Writes];
            if (paced.Delivery.RunId is not null)
            {
                var isLater = isHeld || paced.StartAt is not null;
                var open = new OpenDelivery(tenant.Key, delivery.WebhookId, paced.StartAt ?? delivery.ReceivedAt + Lease, isLater ? 0 : 1, paced.StartAt);
                writes.Add(DocumentWrite.Insert(OpenDelivery.Collection, Tenant.System, delivery.Id, open));
            }

            if (seenId is not null)
            {
                var seen = new SeenDelivery(delivery.Id, paced.Delivery.RunId, delivery.ReceivedAt + SeenFor);
                writes.Add(known is null
                    ? DocumentWrite.Insert(SeenDelivery.Collection, tenant, seenId, seen)
                    : DocumentWrite.Replace(SeenDelivery.Collection, tenant, seenId, known.Version, seen));
            }

            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return (delivery.Id, paced.Delivery.RunId);
            }
        }

        throw new StoreUnavailableException("Too many deliveries of one kind come at once.");
    }
}
