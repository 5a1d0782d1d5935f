namespace HiveFlow.Functions.Webhooks;

/// <summary>A delivery was stored.</summary>
/// <param name="ExecutionId">The run it starts; null for a webhook that only records.</param>
/// <param name="DeliveryId">The delivery.</param>
public sealed record ReceivedAnswer(string? ExecutionId, string DeliveryId);
