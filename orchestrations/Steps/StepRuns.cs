using HiveFlow.Authoring.Freezing;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Finds the run and the frozen flow that a durable step is of.</summary>
public sealed class StepRuns(FrozenFlows flows, RunMemories memories)
{
    internal async ValueTask<(RunMemory Memory, FrozenFlow Flow)> LoadAsync(
        string organizationId, string runId, string flowHash, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(organizationId, out var organization)
            || await memories.GetAsync(organization, runId, cancellationToken) is not { } memory
            || await flows.GetAsync(Tenant.Of(organization), flowHash, cancellationToken) is not { } flow)
        {
            throw new InvalidOperationException("The step's run or its frozen flow is not in the store.");
        }

        return (memory, flow);
    }
}
