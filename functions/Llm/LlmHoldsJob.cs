using HiveFlow.Functions.Maintenance;
using HiveFlow.Identity.Organizations;
using HiveFlow.Llm.Proxy;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Llm;

/// <summary>Gives back what questions to models still hold whose process died before it could settle them.</summary>
public sealed class LlmHoldsJob(OrganizationWalk organizations, ProxyCharges charges, TimeProvider clock) : IMaintenanceJob
{
    private const int PageSize = 200;
    private string? cursor;

    /// <inheritdoc/>
    public string Name => "llm-holds";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        do
        {
            (var page, cursor) = await organizations.PageAsync(cursor, PageSize, cancellationToken);
            foreach (var organization in page)
            {
                await charges.GiveBackAsync(Tenant.Of(organization), cancellationToken);
            }
        }
        while (cursor is not null && clock.GetUtcNow() < until);

        return cursor is not null;
    }
}
