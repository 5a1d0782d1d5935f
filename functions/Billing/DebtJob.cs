using HiveFlow.Billing.Payments;
using HiveFlow.Functions.Maintenance;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Billing;

/// <summary>Takes what refunds and disputes ask back from what has come in since.</summary>
public sealed class DebtJob(Debts debts) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "credits-owed";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken) => debts.CollectAsync(until, cancellationToken);
}
