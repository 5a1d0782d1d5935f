using HiveFlow.Authoring.Freezing;
using HiveFlow.Errors;
using HiveFlow.Flows;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Runs;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace HiveFlow.Orchestrations.Starting;

/// <summary>Starts runs: the record first, then the orchestration under the run's id, each safe to repeat.</summary>
public sealed class RunStarter(RunStore runs, RunMemories memories, RunCharges charges, IOptions<FlowsOptions> limits)
{
    // Whatever there is under the run's id is this run: never start it twice.
    private static readonly OrchestrationRuntimeStatus[] Anything =
    [
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    /// <summary>
    /// Holds credits for the run and records it, or says <c>credits_insufficient</c>; give the result to <see cref="BeginAsync"/>. Between the two a listener for the run's end can be set up.
    /// </summary>
    public async Task<Result<CreatedRun>> CreateAsync(NewRun request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var held = await charges.HoldAsync(request, cancellationToken);
        if (!held.IsSuccess)
        {
            return held.Error;
        }

        var (tenant, hold) = (Tenant.Of(request.OrganizationId), held.Value.Hold);
        var created = await runs.CreateAsync(held.Value.Request, cancellationToken);
        if (created is not { IsSuccess: true, Value.IsNew: true })
        {
            await charges.GiveBackAsync(tenant, hold);
            return created;
        }

        var run = created.Value.Run;
        var memory = new RunMemory(new Stored<Run>(run.Id, tenant, 1, run), request.Input);
        memory.Know(0);
        memories.Begin(memory);
        return created.Value with { CreditsRemaining = hold?.Left, HeldAt = hold?.Moment.At };
    }

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
        var input = InputOf(run, flow) with { MaxParallel = maxParallel, Progress = progress };
        var options = new StartOrchestrationOptions(run.Id)
        {
            Tags = new Dictionary<string, string> { ["organization"] = run.OrganizationId },
        };
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                RunFlowOrchestrator.Name, input, options.WithDedupeStatuses(Anything), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Back ends say "exists already" in different words; what counts is that it is there.
            if (await client.GetInstanceAsync(run.Id, cancellation: cancellationToken) is null)
            {
                memories.Forget(run.Id);
                await charges.UndoAsync(created, cancellationToken);
                throw new StoreUnavailableException("The run could not be started now; nothing of it is left.", exception);
            }
        }
    }
}
