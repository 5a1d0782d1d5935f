using HiveFlow.Functions.Maintenance;
using HiveFlow.Vault.Rotation;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Credentials;

/// <summary>Moves credentials to the current master key, a bounded part at a call; nothing where there is one master key.</summary>
public sealed class ReencryptionJob(KeyRotation rotation) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "reencrypt-credentials";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken) =>
        await rotation.ContinueAsync(cancellationToken) >= KeyRotation.MostAtOnce;
}
