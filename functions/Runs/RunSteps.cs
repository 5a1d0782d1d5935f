using System.Text.Json;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Flows.Running;
using HiveFlow.Functions.Gate;
using HiveFlow.Runs;
using HiveFlow.Runs.Loops;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Runs;

/// <summary>
/// A run's steps as the API shows them. What flowed into a step is not stored a second time: it is what its predecessors put out, or the item
/// where a loop's body begins.
/// </summary>
public sealed class RunSteps(RunStore runs, IDocumentStore store, FrozenFlows flows, LoopStore loops, IFileStore files)
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);
    private const int MostCounted = 200;
    private static readonly FileDownload Output = new("output.json", "application/json");

    internal async Task<IResult> ListAsync(Stored<Run> run, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var organization = DocumentId.TryParse(run.Document.OrganizationId, out var id) ? id : default;
        var page = await runs.StepsAsync(organization, run.Id, limit, cursor, cancellationToken);
        var flow = await flows.GetAsync(run.Tenant, run.Document.FlowHash, cancellationToken);
        var known = flow is null ? [] : await PredecessorsAsync(run, flow.Plan, page, cancellationToken);
        List<StepView> views = new(page.Items.Count);
        foreach (var step in page.Items)
        {
            var url = step.Document.Output?.File is { } file ? await files.SignAsync(run.Tenant, file, Output, LinkLifetime, cancellationToken) : null;
            var input = step.Document.Part is not null ? step.Document.Input?.Value : flow is null ? null : await InputOfAsync(run, flow.Plan, step.Document, known, cancellationToken);
            views.Add(View(step.Document, input, url));
        }

        return Answer.List("steps", views, RunsApiJson.Default.StepView, page.NextCursor);
    }

    /// <summary>
    /// A run at work shown with what its steps have come to so far: as many records are read as by the longest list of steps, since nothing is
    /// written for this at each step. One that is queued has none, and one that has ended says it itself.
    /// </summary>
    internal async ValueTask<RunView> WithUseAsync(Stored<Run> run, RunView view, CancellationToken cancellationToken)
    {
        if (run.Document.Status is not (RunStatus.Running or RunStatus.Waiting) || !DocumentId.TryParse(run.Document.OrganizationId, out var organization))
        {
            return view;
        }

        var (count, usage) = (0, new SortedDictionary<string, long>(StringComparer.Ordinal));
        var page = await runs.StepsAsync(organization, run.Id, MostCounted, null, cancellationToken);
        foreach (var step in page.Items.Select(item => item.Document).Where(step => step is { Part: null, TakenFrom: null }))
        {
            count += step.Status is StepStatus.Completed or StepStatus.Failed ? 1 : 0;
            foreach (var (kind, units) in step.Usage ?? new Dictionary<string, long>())
            {
                usage[kind] = usage.GetValueOrDefault(kind) + units;
            }
        }

        return view with { Steps = count, Usage = usage };
    }

    private async Task<Dictionary<(int Node, string? Iteration), RunStep>> PredecessorsAsync(
        Stored<Run> run, RunPlan plan, DocumentPage<RunStep> page, CancellationToken cancellationToken)
    {
        var known = page.Items.Where(step => step.Document.Part is null).ToDictionary(step => (step.Document.Node, step.Document.Iteration), step => step.Document);
        List<string> missing =
        [
            .. page.Items
                .Where(step => step.Document.Part is null).SelectMany(step => plan.SourcesOf(step.Document.Node).Select(source => (Node: source, step.Document.Iteration))).Distinct()
                .Where(source => !known.ContainsKey(source)).Take(1_000).Select(source => RunStep.IdOf(run.Id, source.Node, source.Iteration)),
        ];
        if (missing.Count > 0)
        {
            foreach (var step in await store.GetManyAsync(RunStep.Collection, run.Tenant, missing, cancellationToken))
            {
                known[(step.Document.Node, step.Document.Iteration)] = step.Document;
            }
        }

        return known;
    }

    private async ValueTask<JsonElement?> InputOfAsync(
        Stored<Run> run, RunPlan plan, RunStep of, Dictionary<(int Node, string? Iteration), RunStep> known, CancellationToken cancellationToken)
    {
        if (plan.Nodes[of.Node].Loop is { } loop && of.Iteration is { } path && plan.Nodes[loop].Body?.Any(edge => edge.Target == of.Node) == true)
        {
            var place = LoopPlace.Of(run.Id, loop, path, out var index);
            var item = await loops.ItemAsync(run.Tenant, place, index, cancellationToken) ?? JsonSerializer.SerializeToElement(index);
            return JsonValues.RawLength(item) <= PayloadStore.InlineLimit ? item : null;
        }

        List<RunStep> arriving = [];
        foreach (var source in plan.SourcesOf(of.Node))
        {
            if (known.TryGetValue((source, of.Iteration), out var step)
                && step.Status is StepStatus.Completed or StepStatus.Failed
                && plan.IsTaken(source, of.Node, step.Status == StepStatus.Failed, step.Branch))
            {
                arriving.Add(step);
            }
        }

        return arriving.Count switch
        {
            0 => run.Document.Input.Value,
            1 => arriving[0].Output?.Value,
            _ when arriving.All(step => step.Output?.File is null) => JsonSerializer.SerializeToElement(
                arriving.ToDictionary(step => step.NodeId, step => step.Output?.Value ?? JsonValues.Null, StringComparer.Ordinal),
                RunsJson.Default.DictionaryStringJsonElement),
            _ => null,
        };
    }

    private static StepView View(RunStep step, JsonElement? input, Uri? outputUrl) => new()
    {
        NodeId = step.NodeId,
        NodeType = step.NodeType,
        Iteration = step.Iteration,
        Part = step.Part,
        Tool = step.Tool,
        Status = step.Status,
        Attempt = step.Attempt,
        StartedAt = step.StartedAt,
        EndedAt = step.EndedAt,
        DurationMs = step.DurationMicros / 1000.0,
        Input = input,
        Output = step.Output?.Value,
        OutputUrl = outputUrl,
        Branch = step.Branch,
        Failure = step.Failure,
        ResumeAt = step.ResumeAt,
        ChildRunId = step.ChildRunId,
        WaitsFor = step.WaitsFor,
        TakenFrom = step.TakenFrom,
        Usage = step.Usage,
    };
}
