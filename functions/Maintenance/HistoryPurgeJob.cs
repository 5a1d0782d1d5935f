using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Maintenance;

/// <summary>Removes the durable history of runs that have ended: what they did stands in their records.</summary>
public sealed partial class HistoryPurgeJob(IOptions<MaintenanceOptions> options, TimeProvider clock, ILogger<HistoryPurgeJob> logger) : IMaintenanceJob
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    /// <inheritdoc/>
    public string Name => "purge-history";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var now = clock.GetUtcNow();
        var filter = new PurgeInstancesFilter(DateTimeOffset.UnixEpoch, now - options.Value.KeepDurableHistory, Ended)
        {
            Timeout = until > now ? until - now : TimeSpan.FromSeconds(1),
        };
        var purged = await client.PurgeAllInstancesAsync(filter, cancellation: cancellationToken);
        Purged(logger, purged.PurgedInstanceCount);
        return purged.IsComplete == false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The durable history of {Count} ended runs was removed.")]
    private static partial void Purged(ILogger logger, int count);
}
