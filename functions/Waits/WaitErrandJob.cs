using HiveFlow.Functions.Maintenance;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Waits;

/// <summary>Does what a crash or an outage kept from being told: wakes runs whose waits have ended, mails who is to decide.</summary>
public sealed partial class WaitErrandJob(
    WaitErrands errands, RunWaits waits, RunWaker waker, TellApprover tell, TimeProvider clock, ILogger<WaitErrandJob> logger) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "wait-errands";

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var errand in await errands.DueAsync(cancellationToken))
        {
            if (clock.GetUtcNow() >= until)
            {
                return true;
            }

            if (await errands.ClaimAsync(errand, cancellationToken))
            {
                await TryAsync(client, errand.Document, cancellationToken);
            }
        }

        return false;
    }

    private async Task TryAsync(DurableTaskClient client, WaitErrand errand, CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync(client, errand, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotDone(logger, exception, errand.Kind, errand.WaitId);
        }
    }

    private async Task DoAsync(DurableTaskClient client, WaitErrand errand, CancellationToken cancellationToken)
    {
        var wait = DocumentId.TryParse(errand.OrganizationId, out var organization)
            ? (await waits.GetAsync(Tenant.Of(organization), errand.WaitId, cancellationToken))?.Document
            : null;
        if (errand.UserId is null)
        {
            if (wait is { IsOpen: false })
            {
                // Closes the errand where it was told; else it stays.
                await waker.WakeAsync(client, wait, cancellationToken);
                return;
            }
        }
        else if (wait is { IsOpen: true } && clock.GetUtcNow() < wait.Deadline)
        {
            await tell(Tenant.Of(organization), wait, errand.UserId, cancellationToken);
        }

        await errands.CloseAsync(WaitErrand.IdOf(errand.WaitId, errand.UserId), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Kind} errand of the wait {Wait} could not be done; it is tried again.")]
    private static partial void NotDone(ILogger logger, Exception exception, string kind, string wait);
}
