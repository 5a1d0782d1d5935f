using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Alarms;

/// <summary>Does what is due now, each piece once whoever else does so; what it leaves is done at the next minute.</summary>
/// <param name="client">The durable client.</param>
/// <param name="cancellationToken">Set when the instance stops.</param>
public delegate Task RingAlarm(DurableTaskClient client, CancellationToken cancellationToken);
