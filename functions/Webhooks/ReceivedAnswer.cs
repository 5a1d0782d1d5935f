namespace HiveFlow.Functions.Webhooks;

/// <summary>A delivery was stored.</summary>
/// <param name="ExecutionId">The run it starts; null where none is to be started, or where that is known only later.</param>
/// <param name="DeliveryId">The delivery.</param>
public sealed record ReceivedAnswer(string? ExecutionId, string DeliveryId);
