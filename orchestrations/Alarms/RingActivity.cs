using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Alarms;

/// <summary>The activity that has done what is due at an alarm.</summary>
public sealed class RingActivity(RingAlarm ring)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "RingAlarm";

    /// <summary>Does it; repeating it is harmless.</summary>
    [Function(Name)]
    public Task RunAsync([ActivityTrigger] Alarm alarm, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        ring(client, cancellationToken);
}
