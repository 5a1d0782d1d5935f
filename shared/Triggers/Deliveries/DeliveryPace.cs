using HiveFlow.Storage.Documents;

namespace HiveFlow.Triggers.Deliveries;

/// <summary>What becomes of a delivery at its webhook's pace.</summary>
/// <param name="Delivery">The delivery; without a run where one too many came.</param>
/// <param name="StartAt">When its run is to start; null for now.</param>
/// <param name="Writes">They go into the write that stores it, which is refused when another delivery was faster.</param>
internal sealed record DeliveryPace(Delivery Delivery, DateTimeOffset? StartAt, IReadOnlyList<DocumentWrite> Writes);
