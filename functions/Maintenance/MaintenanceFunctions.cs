using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Maintenance;

/// <summary>Clears away what nobody needs any more.</summary>
public sealed partial class MaintenanceFunctions(IOptions<MaintenanceOptions> options, TimeProvider clock, ILogger<MaintenanceFunctions> logger)
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    /// <summary>
    /// Removes the durable history of runs that have ended: what they did stands in their records. Once an hour; what a call does not get
    /// done is left to the next.
    /// </summary>
    [Function("Maintenance_PurgeHistory")]
    public async Task PurgeHistory(
        [TimerTrigger("0 17 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var filter = new PurgeInstancesFilter(DateTimeOffset.UnixEpoch, clock.GetUtcNow() - options.Value.KeepDurableHistory, Ended)
        {
            Timeout = TimeSpan.FromMinutes(10),
        };
        var purged = await client.PurgeAllInstancesAsync(filter, cancellation: cancellationToken);
        Purged(logger, purged.PurgedInstanceCount);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The durable history of {Count} ended runs was removed.")]
    private static partial void Purged(ILogger logger, int count);
}
