namespace HiveFlow.Functions.Failures;

/// <summary>A delivery whose run could not be started.</summary>
/// <param name="DeliveryId">The delivery; it is replayed by <c>POST /flows/{flowId}/webhooks/{webhookId}/deliveries/{deliveryId}/replay</c>.</param>
/// <param name="FlowId">Its flow.</param>
/// <param name="WebhookId">To which webhook it came.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Reason">Why it was parked.</param>
public sealed record ParkedView(string DeliveryId, string FlowId, string WebhookId, DateTimeOffset ReceivedAt, string? Reason);
