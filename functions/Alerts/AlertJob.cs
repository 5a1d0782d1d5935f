using HiveFlow.Billing.Alerts;
using HiveFlow.Functions.Maintenance;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Alerts;

/// <summary>Tells organizations that their credits run out, and what could not be told before.</summary>
public sealed class AlertJob(AlertPost post) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "credit-alerts";

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken) => post.DeliverAsync(until, cancellationToken);
}
