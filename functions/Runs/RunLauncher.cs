using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Queueing;
using HiveFlow.Authoring.Versions;
using HiveFlow.Errors;
using HiveFlow.Flows.Validation;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Operators;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.Queueing;
using HiveFlow.Runs.Telemetry;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Runs;

/// <summary>Starts a run of a stored flow for a caller: frozen, recorded, begun.</summary>
public sealed class RunLauncher(
    FlowCatalog catalog, FlowVersions versions, FrozenFlows frozen, FlowValidator validator, RunStarter starter, RunEndWaiter waiter, RunSlots slots, QueuedRuns queued, MaintenanceMode maintenance, TriggerRights rights, IDocumentStore store, TimeProvider clock)
{
    /// <summary>Starts the run; when it returns the run is on disk.</summary>
    public async Task<Result<Launched>> LaunchAsync(DurableTaskClient client, Launch launch, bool listen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(launch);
        using var span = launch.By is { } trigger ? RunTraces.Start(trigger.Kind) : null;
        var (caller, flow, tenant) = (launch.Caller, launch.Flow.Document, launch.Flow.Tenant);
        if (flow.Status == FlowStatus.Archived)
        {
            return FlowErrors.Archived();
        }

        if (await maintenance.CurrentAsync(cancellationToken) is { } notice)
        {
            // Whatever has stored why it starts something, a delivery or a schedule, comes again.
            return OperatorErrors.Maintenance(notice, clock.GetUtcNow());
        }

        var organization = caller?.OrganizationId ?? (DocumentId.TryParse(tenant.Key, out var id) ? id : default);
        if (caller is null && await rights.RefusalAsync(organization, launch.Item?.Batch.UserId ?? flow.Owner, cancellationToken) is { } closed)
        {
            return closed;
        }

        if (await FreezeAsync(launch, cancellationToken) is not { } snapshot)
        {
            return RequestErrors.NotFound("flow");
        }

        if ((validator.SizeFault(snapshot.Graph) ?? validator.StartFault(snapshot.Graph)) is { } fault)
        {
            return RequestErrors.Invalid(fault.Field, fault.Message);
        }

        var start = StartOf(launch, organization);
        if (!start.IsSuccess)
        {
            return start.Error;
        }

        var created = await starter.CreateAsync(RequestOf(launch, organization, snapshot, start.Value), cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        var run = created.Value.Run;
        var listener = listen ? waiter.Listen(run.Id) : null;
        try
        {
            // A run that the same key began before is begun again: harmless, and it mends a start that died between the two.
            if (!RunStatus.IsFinal(run.Status))
            {
                await starter.BeginAsync(client, created.Value, snapshot, start.Value.MaxParallel, cancellationToken);
                await queued.BeginAsync(client, cancellationToken);
            }
        }
        catch
        {
            listener?.Dispose();
            throw;
        }

        Touch(launch.Flow);
        return new Launched(run, listener) { CreditsRemaining = created.Value.CreditsRemaining };
    }

    private static NewRun RequestOf(Launch launch, DocumentId organization, FrozenFlow snapshot, QueuedStart start)
    {
        var (caller, flow, tenant) = (launch.Caller, launch.Flow.Document, launch.Flow.Tenant);
        return new NewRun(organization, flow.Id, flow.Name, snapshot.Hash, flow.Version, launch.By?.Kind ?? "api", launch.Inputs)
        {
            RunId = launch.By?.RunId ?? launch.Item?.RunId,
            TriggerId = launch.By?.Id,
            Start = start,
            Longest = FlowRunLimits.Of(flow).Value?.Longest,
            UserId = caller?.UserId.ToString() ?? launch.Item?.Batch.UserId,
            ActsFor = launch.After is { } failed ? failed.ActsFor : caller is null && launch.Item is null ? flow.Owner : null,
            Nodes = snapshot.Plan.Nodes.Count,
            KeyId = caller?.KeyId ?? launch.Item?.Batch.KeyId,
            KeyFlows = caller is null ? launch.Item?.Batch.KeyFlows ?? launch.After?.KeyFlows : KeyFlowsOf(caller),
            BatchId = launch.Item?.Batch.Id,
            RetryOf = launch.RetryOf,
            IdempotencyKey = launch.IdempotencyKey,
            RequestHash = launch.IdempotencyKey is null ? string.Empty : HashOf(launch),
            Alongside = [RunCounters.Increment(tenant, flow.Id), .. launch.RetryOf is { } tried ? [FailedRuns.SeenTo(tenant, tried)] : Array.Empty<DocumentWrite>()],
        };
    }

    /// <summary>By what the start says, else the flow, at most what the plan allows.</summary>
    internal Result<QueuedStart> StartOf(Launch launch, DocumentId organization)
    {
        var limits = FlowRunLimits.Of(launch.Flow.Document);
        if (!limits.IsSuccess)
        {
            return limits.Error;
        }

        var highest = slots.LimitsOf(organization.ToString()).HighestPriority;
        return launch.Priority > highest
            ? RequestErrors.Invalid("priority", $"priority may be {highest} at most in the organization's plan.")
            : new QueuedStart
            {
                FlowLimit = limits.Value.AtOnce,
                Priority = launch.Priority ?? Math.Min(highest, limits.Value.Priority ?? QueuedStart.UsualPriority),
            };
    }

    /// <summary>What is run: a batch's own, the latest published version for a trigger, else the flow as it is.</summary>
    private async ValueTask<FrozenFlow?> FreezeAsync(Launch launch, CancellationToken cancellationToken)
    {
        var (flow, tenant) = (launch.Flow.Document, launch.Flow.Tenant);
        if (launch.Item is { } item)
        {
            return await frozen.GetAsync(tenant, item.Batch.FlowHash, cancellationToken);
        }

        var published = launch.By is not null && flow.PublishedVersion > 0
            ? await versions.GetAsync(tenant, flow.Id, flow.PublishedVersion, cancellationToken)
            : null;
        return await frozen.FreezeAsync(tenant, published?.Nodes ?? flow.Nodes, published?.Edges ?? flow.Edges, cancellationToken);
    }

    /// <summary>The flows that the caller's key is bound to, as a run keeps them; null for none.</summary>
    internal static IReadOnlyList<string>? KeyFlowsOf(Caller caller) => caller.FlowIds is { } flows ? [.. flows.Order(StringComparer.Ordinal)] : null;

    private static string HashOf(Launch launch)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"execute {launch.Flow.Id}\n"));
        if (launch.RetryOf is { } before)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"again {before}\n"));
        }

        if (launch.Priority is { } priority)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"priority {priority}\n")));
        }

        hash.AppendData(JsonMarshal.GetRawUtf8Value(launch.Inputs));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Touch(Stored<Flow> flow)
    {
        if (catalog.Touch(flow) is { } write)
        {
            // Only the order of a list depends on it: nobody waits, and a lost race is as good.
            _ = store.WriteSoonAsync([write], CancellationToken.None);
        }
    }
}
