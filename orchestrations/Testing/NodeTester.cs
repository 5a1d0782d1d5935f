using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Queueing;
using HiveFlow.Errors;
using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Testing;

/// <summary>
/// Runs one node of a flow by itself: as a run (of trigger <c>test</c>) in which the nodes with given outputs count as run and all others as
/// skipped, so that settings, credentials, time, credits, masks and records are those of any run.
/// </summary>
public sealed class NodeTester(
    FrozenFlows flows, PayloadStore payloads, RunStarter starter, QueuedRuns queued, IDocumentStore store, TimeProvider clock)
{
    /// <summary>Starts it; durable when it returns.</summary>
    /// <returns>
    /// The run with the node's place in it; or <c>not_found</c> for a node that is not there, a fault of a node in a loop's body or of
    /// <c>outputs</c>, <c>credits_insufficient</c>.
    /// </returns>
    public async Task<Result<StartedTest>> StartAsync(DurableTaskClient client, Stored<Flow> stored, NodeTest test, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(test);
        var (document, tenant) = (stored.Document, stored.Tenant);
        var flow = await flows.FreezeAsync(tenant, document.Nodes, document.Edges, cancellationToken);
        var node = flow.Plan.IndexOf(test.NodeId);
        if (node < 0 || !DocumentId.TryParse(tenant.Key, out var organization))
        {
            return RequestErrors.NotFound("node");
        }

        if (Fault(flow.Plan, node, test) is { } fault)
        {
            return fault;
        }

        if (await PinAsync(tenant, flow.Plan, test, cancellationToken) is { } tooLarge)
        {
            return tooLarge;
        }

        var progress = new RunProgress { State = StateOf(flow.Plan, node, test) };
        var request = new NewRun(organization, document.Id, document.Name, flow.Hash, document.Version, RunTriggers.Test, test.Input)
        {
            RunId = test.RunId,
            UserId = test.UserId,
            KeyId = test.KeyId,
            KeyFlows = test.KeyFlows,
            Nodes = 1,
            Longest = FlowRunLimits.Of(document).Value?.Longest,
            Start = test.Start with { Progress = JsonSerializer.SerializeToElement(progress) },
        };
        var created = await starter.CreateAsync(request, cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        await starter.BeginAsync(client, created.Value, flow, test.Start.MaxParallel, progress, cancellationToken);
        await queued.BeginAsync(client, cancellationToken);
        return new StartedTest(created.Value.Run, node) { CreditsRemaining = created.Value.CreditsRemaining };
    }

    private static Error? Fault(RunPlan plan, int node, NodeTest test)
    {
        if (plan.Nodes[node].Loop is { } loop)
        {
            return RequestErrors.Invalid("nodeId", $"The node stands in the body of {plan.Nodes[loop].Id}, without whose item it means nothing: test that node.");
        }

        foreach (var id in test.Outputs.Keys)
        {
            var place = plan.IndexOf(id);
            if (place < 0 || place == node || plan.Nodes[place].Loop is not null)
            {
                return RequestErrors.Invalid($"outputs.{id}", place == node ? "This is the node to be tested." : "The flow has no such node outside of loops.");
            }
        }

        return null;
    }

    private static RunState StateOf(RunPlan plan, int node, NodeTest test)
    {
        const char Ready = 'r', Completed = 'c', Skipped = 's';
        var letters = plan.Nodes.Select((other, place) => place == node ? Ready : test.Outputs.ContainsKey(other.Id) ? Completed : Skipped);
        return new RunState(string.Concat(letters), branches: null, attempts: null);
    }

    /// <summary>Writes the given outputs as steps of the run, ahead of the run itself: without it nobody sees them.</summary>
    private async Task<Error?> PinAsync(Tenant tenant, RunPlan plan, NodeTest test, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<DocumentWrite> writes = [];
        foreach (var (id, value) in test.Outputs)
        {
            var place = plan.IndexOf(id);
            var output = await payloads.SaveAsync(tenant, $"runs/{test.RunId}/{place}-{RunStep.OutsideLoops}.json", value, cancellationToken);
            if (output is null)
            {
                return RunErrors.OutputTooLarge(PayloadStore.MaxSize);
            }

            var step = new RunStep
            {
                RunId = test.RunId,
                NodeId = id,
                Node = place,
                NodeType = plan.Nodes[place].Type,
                Status = StepStatus.Completed,
                StartedAt = now,
                EndedAt = now,
                Output = output,

                // Of no other run: nothing was done for it, and nothing is charged.
                TakenFrom = test.RunId,
            };
            writes.Add(DocumentWrite.Upsert(RunStep.Collection, tenant, step.DocumentId, step));
        }

        if (writes.Count > 0)
        {
            await store.WriteAsync(writes, cancellationToken);
        }

        return null;
    }
}
