using System.Text.Json;
using HiveFlow.Triggers.Deliveries;

namespace HiveFlow.Functions.Webhooks;

/// <summary>Something that came to a webhook, with what it held.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Status">accepted, test, rejected, parked, throttled or superseded.</param>
/// <param name="Reason">Why it is not accepted.</param>
/// <param name="ExecutionId">The run it starts.</param>
/// <param name="Address">The sender's address.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Input">What the flow is given: method, path, headers, query and body; absent when it was rejected.</param>
public sealed record DeliveryDetail(
    string Id, string Status, string? Reason, string? ExecutionId, string? Address, DateTimeOffset ReceivedAt, JsonElement? Input)
{
    internal static DeliveryDetail Of(Delivery delivery, JsonElement? input) =>
        new(delivery.Id, delivery.Status, delivery.Reason, delivery.RunId, delivery.Address, delivery.ReceivedAt, input);
}
