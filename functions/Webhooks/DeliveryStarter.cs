using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Runs;
using HiveFlow.Identity.Operators;
using HiveFlow.Metering.Availability;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Webhooks;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Webhooks;

/// <summary>Starts the runs of stored deliveries, each once; what can't be started now stays open for the next sweep.</summary>
public sealed partial class DeliveryStarter(
    DeliveryInbox inbox,
    WebhookRegistry webhooks,
    FlowCatalog flows,
    RunLauncher launcher,
    PayloadStore payloads,
    RedisHealth redis,
    IOptions<WebhooksOptions> options,
    TimeProvider clock,
    ILogger<DeliveryStarter> logger)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(2);
    private int sweeps;

    /// <summary>Starts one now, if that can be done; one that can't leaves the others alone.</summary>
    internal async Task<DeliveryStart> TryStartAsync(DurableTaskClient client, Tenant tenant, Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await StartAsync(client, tenant, delivery, cancellationToken);
        }
        catch (Exception exception) when (exception is StoreUnavailableException || RedisHealth.IsOutage(exception))
        {
            NotStarted(logger, exception, delivery.Id);
            await TryPutOffAsync(delivery.Id, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It stays claimed: that counts, and a delivery that does so each time is parked.
            NotStarted(logger, exception, delivery.Id);
        }

        return DeliveryStart.PutOff;
    }

    /// <summary>
    /// Starts what is overdue until that time; the first time in this process, also what the last process left a moment ago. Each is looked
    /// at once. Gives whether something may be left.
    /// </summary>
    internal async Task<bool> SweepAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now + (Interlocked.Increment(ref sweeps) == 1 ? Ahead : TimeSpan.FromMilliseconds(1));
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await inbox.OverdueAsync(before, cursor, cancellationToken);
            foreach (var open in page.Items.Where(open => IsToStart(open.Document, now) && seen.Add(open.Id)))
            {
                if (clock.GetUtcNow() >= until)
                {
                    return true;
                }

                await ResumeAsync(client, open, cancellationToken);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return false;
    }

    // What is ahead was begun by somebody who may be dead, unless it waits for another to take its place.
    private static bool IsToStart(OpenDelivery open, DateTimeOffset now) => open.NotBefore is null || open.NotBefore <= now;

    private async Task ResumeAsync(DurableTaskClient client, Stored<OpenDelivery> open, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(open.Document.OrganizationId, out var organization) || !await inbox.ClaimAsync(open, cancellationToken))
        {
            return;
        }

        var tenant = Tenant.Of(organization);
        if (await inbox.GetAsync(tenant, open.Id, cancellationToken) is { } delivery)
        {
            await TryStartAsync(client, tenant, delivery.Document, cancellationToken);
        }
        else
        {
            await inbox.CloseAsync(open.Id, cancellationToken);
        }
    }

    private async Task<DeliveryStart> StartAsync(DurableTaskClient client, Tenant tenant, Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.RunId is not { } runId)
        {
            await inbox.CloseAsync(delivery.Id, cancellationToken);
            return DeliveryStart.Parked;
        }

        if (await flows.GetAsync(tenant, delivery.FlowId, cancellationToken) is not { } flow)
        {
            return await ParkAsync(tenant, delivery, RequestErrors.NotFound("flow"), cancellationToken);
        }

        if (redis.IsAway || flow.Document is { ExecutionState: FlowStatus.Paused, Status: not FlowStatus.Archived })
        {
            await inbox.PutOffAsync(delivery.Id, cancellationToken);
            return DeliveryStart.PutOff;
        }

        var input = await payloads.LoadAsync(tenant, new Payload { Value = delivery.Input, File = delivery.InputFile }, cancellationToken);
        var launched = await launcher.LaunchAsync(
            client, new Launch(null, flow, input, null) { By = new Triggered("webhook", runId, delivery.WebhookId) }, listen: false, cancellationToken);
        if (launched.IsSuccess || launched.Error.Code == RunErrors.RunDeletedCode)
        {
            await inbox.CloseAsync(delivery.Id, cancellationToken);
            return DeliveryStart.Started;
        }

        // What was accepted before an organization was closed is started when it is opened again.
        if (launched.Error.Code.Kind is ErrorKind.Unavailable or ErrorKind.OutOfCredits or ErrorKind.RateLimited
            || launched.Error.Code == OperatorErrors.TriggersClosedCode)
        {
            await inbox.PutOffAsync(delivery.Id, cancellationToken);
            return DeliveryStart.PutOff;
        }

        return await ParkAsync(tenant, delivery, launched.Error, cancellationToken);
    }

    private async Task<DeliveryStart> ParkAsync(Tenant tenant, Delivery delivery, Error error, CancellationToken cancellationToken)
    {
        await inbox.ParkAsync(tenant, delivery.Id, error.Message, cancellationToken);
        await webhooks.CountAsync(tenant, delivery.FlowId, delivery.WebhookId, error.Message, options.Value.DisableAfter, cancellationToken);
        return DeliveryStart.Parked;
    }

    private async Task TryPutOffAsync(string deliveryId, CancellationToken cancellationToken)
    {
        try
        {
            await inbox.PutOffAsync(deliveryId, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            NotStarted(logger, exception, deliveryId);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The delivery {Delivery} was not started; it is tried again.")]
    private static partial void NotStarted(ILogger logger, Exception exception, string delivery);
}
