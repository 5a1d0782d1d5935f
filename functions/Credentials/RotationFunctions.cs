using HiveFlow.Vault.Rotation;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Credentials;

/// <summary>Moves credentials to the current master key.</summary>
public sealed class RotationFunctions(KeyRotation rotation)
{
    /// <summary>Every ten minutes a bounded part; nothing where there is one master key.</summary>
    [Function("Credentials_Reencrypt")]
    public Task Reencrypt([TimerTrigger("0 3/10 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => rotation.ContinueAsync(cancellationToken);
}
