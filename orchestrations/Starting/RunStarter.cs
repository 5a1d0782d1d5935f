using HiveFlow.Authoring.Freezing;
using HiveFlow.Errors;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Runs;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Starting;

/// <summary>Starts runs: the record first, then the orchestration under the run's id, each safe to repeat.</summary>
public sealed class RunStarter(RunStore runs, RunMemories memories)
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
    /// Records the run; give the result to <see cref="BeginAsync"/>. Between the two a listener for the run's end can be set up.
    /// </summary>
    public async Task<Result<CreatedRun>> CreateAsync(NewRun request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var created = await runs.CreateAsync(request, cancellationToken);
        if (created is { IsSuccess: true, Value.IsNew: true })
        {
            var run = created.Value.Run;
            memories.Begin(new RunMemory(new Stored<Run>(run.Id, Tenant.Of(request.OrganizationId), 1, run), request.Input));
        }

        return created;
    }

    /// <summary>
    /// Starts the run's orchestration; what was started before under this id is left alone. Durable when it returns. Where it can't be
    /// started a new run is taken back and <see cref="StoreUnavailableException"/> says so.
    /// </summary>
    public async Task BeginAsync(DurableTaskClient client, CreatedRun created, FrozenFlow flow, int maxParallel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(created);
        ArgumentNullException.ThrowIfNull(flow);
        var run = created.Run;
        var input = new RunFlowInput
        {
            RunId = run.Id,
            OrganizationId = run.OrganizationId,
            FlowHash = flow.Hash,
            Plan = flow.Plan,
            MaxParallel = maxParallel,
        };
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
                await runs.UndoAsync(created, cancellationToken);
                throw new StoreUnavailableException("The run could not be started now; nothing of it is left.", exception);
            }
        }
    }
}
