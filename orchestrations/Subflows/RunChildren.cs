using HiveFlow.Authoring.Freezing;
using HiveFlow.Orchestrations.Agents;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Subflows;

/// <summary>
/// Ends the runs that a run's subflow nodes and its agents have started. Their orchestrations end by themselves at their next step, or with the parent's.
/// </summary>
public sealed class RunChildren(FrozenFlows flows, RunStore runs, RunEnder ender, RunCharges charges)
{
    private const int PageSize = 500;
    private const int Deepest = 32;

    /// <summary>Cancels what is at work below an ended run; safe to repeat.</summary>
    public Task CancelAsync(Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return CancelAsync(run, 0, cancellationToken);
    }

    /// <summary>Cancels one run and what is below it.</summary>
    public async Task CancelOneAsync(Stored<Run> child, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(child);
        await CancelOneAsync(child, 0, cancellationToken);
    }

    private async Task CancelAsync(Run run, int depth, CancellationToken cancellationToken)
    {
        if (depth > Deepest
            || !DocumentId.TryParse(run.OrganizationId, out var organization)
            || await flows.GetAsync(Tenant.Of(organization), run.FlowHash, cancellationToken) is not { } flow
            || !flow.Plan.Nodes.Any(node => node.Type is SubflowSteps.NodeType or RunAgentOrchestrator.NodeType))
        {
            return;
        }

        string? cursor = null;
        do
        {
            var page = await runs.StepsAsync(organization, run.Id, PageSize, cursor, cancellationToken);
            foreach (var step in page.Items.Where(step => step.Document is { ChildRunId: not null, EndedAt: null }))
            {
                if (await runs.GetAsync(organization, step.Document.ChildRunId!, cancellationToken) is { } child)
                {
                    await CancelOneAsync(child, depth + 1, cancellationToken);
                }
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private async Task CancelOneAsync(Stored<Run> child, int depth, CancellationToken cancellationToken)
    {
        if (!RunStatus.IsFinal(child.Document.Status))
        {
            var end = await charges.WithUseAsync(child.Document, new RunEnd(RunStatus.Cancelled), cancellationToken);
            await ender.EndAsync(child, end, [], [], cancellationToken);
        }

        await CancelAsync(child.Document, depth, cancellationToken);
    }
}
