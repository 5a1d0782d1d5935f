using HiveFlow.Functions.Maintenance;
using HiveFlow.Identity.Sso;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Sso;

/// <summary>Looks at proven domains again; each comes up once a day.</summary>
public sealed class DomainRecheckJob(DomainRecheck recheck) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "recheck-domains";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await recheck.RunAsync(cancellationToken);
        return false;
    }
}
