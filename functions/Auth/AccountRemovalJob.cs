using HiveFlow.Audit;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Identity.Accounts;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Auth;

/// <summary>Removes what deleted accounts left, batch by batch.</summary>
public sealed class AccountRemovalJob(AccountRemoval removal, CredentialRegistry credentials, TimeProvider clock) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "remove-accounts";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var userId in await removal.PendingAsync(cancellationToken))
        {
            foreach (var organization in await removal.OrganizationsAsync(userId, cancellationToken))
            {
                await credentials.RemovePrivateAsync(Tenant.Of(organization), userId, AuditActor.System("account removal"), cancellationToken);
            }

            while (!await removal.RemoveSomeAsync(userId, cancellationToken))
            {
                if (clock.GetUtcNow() >= until)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
