using System.Text.Json;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Errors;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Retrying;

/// <summary>
/// Tries ended runs again: a new run of the same frozen flow with the same input, which takes over the recorded steps before the one it
/// begins with, free of charge, and runs the rest. The ended run stays as it is.
/// </summary>
public sealed class RunRetrier(
    RunStore runs, FrozenFlows flows, PayloadStore payloads, RunStarter starter, QueuedRuns queued, IDocumentStore store, TimeProvider clock)
{
    private const int PageSize = 500;

    /// <summary>Starts the new run; durable when it returns.</summary>
    /// <returns>
    /// The new run; or <c>run_not_ended</c>, a fault of <c>fromStep</c>, <c>not_found</c> when the frozen flow is gone, <c>credits_insufficient</c>.
    /// </returns>
    public async Task<Result<CreatedRun>> RetryAsync(
        DurableTaskClient client, Stored<Run> run, RunRetry retry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(retry);
        if (!RunStatus.IsFinal(run.Document.Status))
        {
            return RunErrors.RunNotEnded(run.Document.Status);
        }

        if (!DocumentId.TryParse(run.Document.OrganizationId, out var organization)
            || await flows.GetAsync(run.Tenant, run.Document.FlowHash, cancellationToken) is not { } flow)
        {
            return RequestErrors.NotFound("flow");
        }

        var from = retry.FromStep is { } named ? flow.Plan.IndexOf(named) : (int?)null;
        var plan = RetryPlan.Of(flow.Plan, await StepsAsync(organization, run.Id, cancellationToken), from is >= 0 ? from : null);
        if (Fault(run.Document, retry, from, plan.State.Ready(flow.Plan)) is { } fault)
        {
            return fault;
        }

        var id = retry.RunId ?? DocumentId.New(clock).ToString();
        await TakeOverAsync(run, id, plan.Kept, cancellationToken);
        var input = await payloads.LoadAsync(run.Tenant, run.Document.Input, cancellationToken);
        var progress = new RunProgress { State = plan.State, Answered = plan.Answered };
        var request = new NewRun(
            organization, run.Document.FlowId, run.Document.FlowName, flow.Hash, run.Document.FlowVersion, run.Document.Trigger, input)
        {
            RunId = id,
            RetryOf = run.Id,
            TriggerId = run.Document.TriggerId,
            UserId = retry.UserId,
            KeyId = retry.KeyId,
            KeyFlows = retry.KeyFlows,
            Nodes = Math.Max(1, flow.Plan.Nodes.Count - plan.Kept.Count),
            Longest = retry.Longest,
            Start = retry.Start with { Progress = JsonSerializer.SerializeToElement(progress) },
            Alongside = [FailedRuns.SeenTo(run.Tenant, run.Id), .. retry.Alongside(id)],
        };
        var created = await starter.CreateAsync(request, cancellationToken);
        if (created.IsSuccess)
        {
            await starter.BeginAsync(client, created.Value, flow, retry.Start.MaxParallel, progress, cancellationToken);
            await queued.BeginAsync(client, cancellationToken);
        }

        return created;
    }

    private static Error? Fault(Run run, RunRetry retry, int? from, IReadOnlyList<int> ready)
    {
        if (from is not { } node)
        {
            return ready.Count > 0 ? null : RequestErrors.Invalid(
                "fromStep", $"The run {run.Status} and no step of it is left to run: name the one to begin with, or run it again from its beginning.");
        }

        if (node < 0)
        {
            return RequestErrors.Invalid("fromStep", $"The flow of this run has no node {Shown(retry.FromStep!)}.");
        }

        return ready.Contains(node) ? null : RequestErrors.Invalid(
            "fromStep", $"The run never came to {Shown(retry.FromStep!)}, or not all that leads to it has ended: begin with an earlier step.");
    }

    private static string Shown(string text) => text.Length <= 100 ? text : string.Concat(text.AsSpan(0, 100), "…");

    private async Task<List<RunStep>> StepsAsync(DocumentId organization, string runId, CancellationToken cancellationToken)
    {
        List<RunStep> steps = [];
        string? cursor = null;
        do
        {
            var page = await runs.StepsAsync(organization, runId, PageSize, cursor, cancellationToken);
            steps.AddRange(page.Items.Select(step => step.Document).Where(step => step is { Iteration: null, Part: null }));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return steps;
    }

    /// <summary>Writes the kept steps for the new run ahead of the run itself: without it nobody sees them.</summary>
    private async Task TakeOverAsync(Stored<Run> run, string id, IReadOnlyList<RunStep> kept, CancellationToken cancellationToken)
    {
        foreach (var some in kept.Chunk(PageSize))
        {
            List<DocumentWrite> writes = [];
            foreach (var step in some)
            {
                var key = $"runs/{id}/{step.Node}-{step.Iteration ?? RunStep.OutsideLoops}.json";
                var mine = step with
                {
                    RunId = id,
                    TakenFrom = step.TakenFrom ?? run.Id,
                    Output = await payloads.CopyAsync(run.Tenant, step.Output, key, cancellationToken),
                };
                writes.Add(DocumentWrite.Upsert(RunStep.Collection, run.Tenant, RunStep.IdOf(id, step.Node, step.Iteration), mine));
            }

            await store.WriteAsync(writes, cancellationToken);
        }
    }
}
