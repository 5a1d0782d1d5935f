using System.Text.Json;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Triggers.Deliveries;

/// <summary>Something that came to a webhook: stored before it is acknowledged.</summary>
public sealed record Delivery
{
    /// <summary>The status, and the index, of those whose run could not be started.</summary>
    internal const string Parked = "parked";

    /// <summary>What came to one webhook, newest first.</summary>
    public static readonly Collection<Delivery> Collection = new Collection<Delivery>("webhook_deliveries", WebhookJson.Default.Delivery)
        .WithIndex("webhook", ("webhookId", delivery => delivery.WebhookId), ("receivedAt", delivery => delivery.ReceivedAt))
        .WithIndex(Parked, ("parkedAt", delivery => delivery.Status == Parked ? delivery.ReceivedAt : IndexValue.None))
        .WithExpiry(delivery => delivery.ExpiresAt);

    /// <summary>24 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>To which webhook.</summary>
    public required string WebhookId { get; init; }

    /// <summary>Of which flow.</summary>
    public required string FlowId { get; init; }

    /// <summary>
    /// accepted, test, rejected; parked: its run could not be started; throttled: it was one too many; superseded: another took its place.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>Why it is not accepted.</summary>
    public string? Reason { get; init; }

    /// <summary>The run it starts, named before that is started; null for one that starts none.</summary>
    public string? RunId { get; init; }

    /// <summary>The sender's address.</summary>
    public string? Address { get; init; }

    /// <summary>What the run is given; null when it is in a file, or was rejected.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>The file that holds it.</summary>
    public string? InputFile { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it is forgotten.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
