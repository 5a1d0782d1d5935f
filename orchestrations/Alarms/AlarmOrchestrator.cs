using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.Alarms;

/// <summary>
/// Waits on a durable timer for an instant and has done then what is due: the resolution of what is finer than a minute. A restart meanwhile
/// changes nothing.
/// </summary>
public static class AlarmOrchestrator
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "Alarm";

    /// <summary>Rings once.</summary>
    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, Alarm input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        using var cancellation = new CancellationTokenSource();
        await context.CreateTimer(input.At, cancellation.Token);
        await context.CallActivityAsync(RingActivity.Name, input);
    }
}
