using HiveFlow.Functions.Maintenance;
using HiveFlow.Identity.Rotation;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Auth;

/// <summary>Moves secrets of authenticators and of connections to identity providers to the first factor key, a bounded part at a call.</summary>
public sealed class FactorKeyJob(FactorKeyRotation rotation) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "reencrypt-identity";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken) =>
        rotation.ContinueAsync(until, cancellationToken);
}
