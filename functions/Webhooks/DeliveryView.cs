using HiveFlow.Triggers.Deliveries;

namespace HiveFlow.Functions.Webhooks;

/// <summary>Something that came to a webhook.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Status">accepted, test, rejected, parked, throttled or superseded.</param>
/// <param name="Reason">Why it is not accepted.</param>
/// <param name="ExecutionId">The run it starts.</param>
/// <param name="Address">The sender's address.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record DeliveryView(string Id, string Status, string? Reason, string? ExecutionId, string? Address, DateTimeOffset ReceivedAt)
{
    internal static DeliveryView Of(Delivery delivery) =>
        new(delivery.Id, delivery.Status, delivery.Reason, delivery.RunId, delivery.Address, delivery.ReceivedAt);
}
