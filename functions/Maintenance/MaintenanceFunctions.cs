using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Maintenance;

/// <summary>The one timer: on Azure each timer function has instances of its own.</summary>
public sealed class MaintenanceFunctions(MaintenanceJobs jobs)
{
    /// <summary>
    /// Starts what is due and clears away what is left, once a minute. Also at the start of a host, so that what a dead process had
    /// accepted goes on at once; a job that another instance holds is left to it.
    /// </summary>
    [Function("Maintenance_Minute")]
    public Task Minute(
        [TimerTrigger("0 * * * * *", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        jobs.RunAsync(client, cancellationToken);
}
