using System.Text.Json;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Errors;
using HiveFlow.Flows;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Runs;
using HiveFlow.Runs.Queueing;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace HiveFlow.Orchestrations.Starting;

/// <summary>Starts runs: the record first, then the orchestration under the run's id, each safe to repeat.</summary>
public sealed class RunStarter(RunStore runs, RunMemories memories, RunCharges charges, RunPlaces places, IOptions<FlowsOptions> limits)
{
    private const int MaxRaces = 10;

    /// <summary>
    /// Holds credits and a slot for the run and records it, or says <c>credits_insufficient</c>, <c>queue_full</c>, <c>too_busy</c>; give the
    /// result to <see cref="BeginAsync"/>. Between the two a listener for the run's end can be set up. A run without a free slot is queued. One
    /// that was made before under its id is given as it is, or <c>run_deleted</c>.
    /// </summary>
    public async Task<Result<CreatedRun>> CreateAsync(NewRun request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await runs.FindAsync(request, cancellationToken) is { } known)
        {
            // It asks for nothing that it does not have: it must not be refused now, nor hold credits or a slot twice.
            return await KnownAsync(known, request, taken: null, cancellationToken);
        }

        for (var race = 1; ; race++)
        {
            var created = await TryCreateAsync(request, cancellationToken);
            if (!IsRecounted(created) || race == MaxRaces)
            {
                return created;
            }
        }
    }

    private async Task<Result<CreatedRun>> TryCreateAsync(NewRun request, CancellationToken cancellationToken)
    {
        var (asked, slot) = places.Prepare(request);
        var reserved = await charges.ReserveAsync(asked, slot, cancellationToken);
        if (!reserved.IsSuccess)
        {
            return reserved.Error;
        }

        var (ready, hold, taken) = reserved.Value;
        var tenant = Tenant.Of(request.OrganizationId);
        Result<CreatedRun> created;
        try
        {
            var isHeld = charges.TryEnter(tenant, hold, out var pass);
            using (pass)
            {
                created = isHeld ? await runs.CreateAsync(ready, cancellationToken) : CreditErrors.Recounted();
            }
        }
        catch (Exception) when (taken is not null)
        {
            // Maybe it was written: then it is found without a slot, and counted.
            await places.GiveBackAsync(taken);
            throw;
        }

        if (created is not { IsSuccess: true, Value.IsNew: true })
        {
            await (IsRecounted(created) ? charges.RefusedAsync(tenant, hold, cancellationToken) : charges.GiveBackAsync(tenant, hold));
            return await KnownAsync(created, ready, taken, cancellationToken);
        }

        var run = created.Value.Run;
        if (ready.IsQueued)
        {
            await places.QueueAsync(run, cancellationToken);
        }
        else
        {
            var memory = new RunMemory(new Stored<Run>(run.Id, tenant, 1, run), request.Input);
            memory.Know(0);
            memories.Begin(memory);
        }

        return created.Value with { CreditsRemaining = hold?.Left, HeldAt = hold?.Moment.At };
    }

    private static bool IsRecounted(Result<CreatedRun> created) => !created.IsSuccess && created.Error.Code == CreditErrors.RecountedCode;

    /// <summary>What the run's orchestration starts with.</summary>
    internal RunFlowInput InputOf(Run run, FrozenFlow flow) => new()
    {
        RunId = run.Id,
        OrganizationId = run.OrganizationId,
        FlowHash = flow.Hash,
        Plan = flow.Plan,
        MaxSteps = limits.Value.Loops.MaxSteps,
    };

    /// <summary>
    /// Starts the run's orchestration; what was started before under this id is left alone. Durable when it returns. Where it can't be
    /// started a new run is taken back and <see cref="StoreUnavailableException"/> says so.
    /// </summary>
    /// <param name="client">The durable client.</param>
    /// <param name="created">The run.</param>
    /// <param name="flow">Its frozen flow.</param>
    /// <param name="maxParallel">Activities of it at a time, 1 to 100.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task BeginAsync(DurableTaskClient client, CreatedRun created, FrozenFlow flow, int maxParallel, CancellationToken cancellationToken) =>
        BeginAsync(client, created, flow, maxParallel, progress: null, cancellationToken);

    /// <summary>The same for a run that begins somewhere in its flow.</summary>
    internal async Task BeginAsync(
        DurableTaskClient client, CreatedRun created, FrozenFlow flow, int maxParallel, RunProgress? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(created);
        ArgumentNullException.ThrowIfNull(flow);
        var run = created.Run;
        if (created.IsQueued)
        {
            return;
        }

        if (await ScheduleAsync(client, run, flow, maxParallel, progress, cancellationToken) is { } fault)
        {
            memories.Forget(run.Id);
            await charges.UndoAsync(created, cancellationToken);
            await places.LeaveAsync(run);
            throw new StoreUnavailableException("The run could not be started now; nothing of it is left.", fault);
        }
    }

    /// <summary>The same for a run that was queued and has a slot now. Where it can't be started it stays as it is.</summary>
    internal async Task BeginQueuedAsync(DurableTaskClient client, Run run, FrozenFlow flow, CancellationToken cancellationToken)
    {
        var start = run.Queued ?? new QueuedStart();
        var progress = start.Progress?.Deserialize<RunProgress>();
        if (await ScheduleAsync(client, run, flow, start.MaxParallel, progress, cancellationToken) is { } fault)
        {
            throw new StoreUnavailableException("The queued run could not be started now.", fault);
        }
    }

    /// <summary>Null when its orchestration is there; else why it is surely not.</summary>
    private async Task<Exception?> ScheduleAsync(
        DurableTaskClient client, Run run, FrozenFlow flow, int maxParallel, RunProgress? progress, CancellationToken cancellationToken)
    {
        var input = InputOf(run, flow) with { MaxParallel = maxParallel, Progress = progress };
        var options = new StartOrchestrationOptions(run.Id)
        {
            Tags = new Dictionary<string, string> { ["organization"] = run.OrganizationId },
        };
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                RunFlowOrchestrator.Name, input, options.Once(), cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Back ends say "exists already" in different words; what counts is that it is there.
            return await client.GetInstanceAsync(run.Id, cancellation: cancellationToken) is null ? exception : null;
        }
    }

    /// <summary>A run that was asked for before keeps what it has.</summary>
    private async Task<Result<CreatedRun>> KnownAsync(Result<CreatedRun> created, NewRun request, RunSlot? taken, CancellationToken cancellationToken)
    {
        if (!created.IsSuccess || RunStatus.IsFinal(created.Value.Run.Status) || created.Value.Run.Id != request.FreshId)
        {
            await places.GiveBackAsync(taken);
        }

        if (!created.IsSuccess || !SlotOfRun.IsQueued(created.Value.Run))
        {
            return created;
        }

        // Whoever made it may have died before it was queued.
        await places.QueueAsync(created.Value.Run, cancellationToken);
        return created.Value with { IsQueued = true };
    }
}
