using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Runs;
using HiveFlow.Metering.Availability;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Webhooks;

/// <summary>Starts the runs of stored deliveries, each once; what can't be started now stays open for the next sweep.</summary>
public sealed partial class DeliveryStarter(
    DeliveryInbox inbox,
    FlowCatalog flows,
    RunLauncher launcher,
    PayloadStore payloads,
    RedisHealth redis,
    TimeProvider clock,
    ILogger<DeliveryStarter> logger)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(2);
    private int sweeps;

    /// <summary>Starts one now, if that can be done; one that can't leaves the others alone.</summary>
    internal async Task TryStartAsync(DurableTaskClient client, Tenant tenant, Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(client, tenant, delivery, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            NotStarted(logger, exception, delivery.Id);
        }
    }

    private async Task StartAsync(DurableTaskClient client, Tenant tenant, Delivery delivery, CancellationToken cancellationToken)
    {
        if (redis.IsAway || delivery.RunId is null)
        {
            return;
        }

        var flow = await flows.GetAsync(tenant, delivery.FlowId, cancellationToken);
        if (flow is { Document.ExecutionState: FlowStatus.Paused })
        {
            return;
        }

        if (flow is not null)
        {
            var input = await payloads.LoadAsync(
                tenant, new Payload { Value = delivery.Input, File = delivery.InputFile }, cancellationToken);
            var launched = await launcher.LaunchAsync(
                client, new Launch(null, flow, input, null) { By = new Triggered("webhook", delivery.RunId) }, listen: false, cancellationToken);
            if (launched.Error?.Code.Kind is ErrorKind.Unavailable or ErrorKind.OutOfCredits or ErrorKind.RateLimited)
            {
                return;
            }
        }

        await inbox.CloseAsync(delivery.Id, cancellationToken);
    }

    /// <summary>Starts what is overdue; the first time in this process, also what the last process left a moment ago.</summary>
    internal async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() + (Interlocked.Increment(ref sweeps) == 1 ? Ahead : TimeSpan.Zero);
        foreach (var open in await inbox.OverdueAsync(before, cancellationToken))
        {
            if (!DocumentId.TryParse(open.Document.OrganizationId, out var organization) || !await inbox.ClaimAsync(open, cancellationToken))
            {
                continue;
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
    }

    [LoggerMessage(1, LogLevel.Warning, "The delivery {Delivery} was not started; it is tried again.")]
    private static partial void NotStarted(ILogger logger, Exception exception, string delivery);
}
