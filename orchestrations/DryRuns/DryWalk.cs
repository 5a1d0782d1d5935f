using System.Text.Json;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Errors;
using HiveFlow.Flows.Credentials;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Processors;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;

namespace HiveFlow.Orchestrations.DryRuns;

/// <summary>One walk through a flow. Not thread-safe.</summary>
internal sealed class DryWalk(
    FrozenFlow flow,
    JsonElement run,
    JsonElement input,
    IReadOnlyDictionary<string, JsonElement> pinned,
    ProcessorCatalog processors,
    ExpressionEvaluator expressions)
{
    private const string NoRun = "000000000000000000000000";

    private readonly RunPlan plan = flow.Plan;
    private readonly RunState state = RunState.Start(flow.Plan);
    private readonly Dictionary<int, JsonElement> known = [];
    private readonly bool[] certain = new bool[flow.Plan.Nodes.Count];

    /// <summary>The nodes whose branch is not known, so that any of their edges may be taken.</summary>
    private readonly HashSet<int> open = [];

    /// <summary>Runs to its end.</summary>
    /// <param name="limited">Cancelled when there is no more time for running nodes.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async Task<IReadOnlyList<DryStep>> RunAsync(CancellationToken limited, CancellationToken cancellationToken)
    {
        List<DryStep> steps = [];
        while (state.Ready(plan) is [var node, ..])
        {
            cancellationToken.ThrowIfCancellationRequested();
            certain[node] = IsCertain(node);
            steps.Add(await StepAsync(node, limited));
        }

        var seen = steps.Select(step => step.NodeId).ToHashSet(StringComparer.Ordinal);
        foreach (var node in plan.Nodes.Where(node => !seen.Contains(node.Id)))
        {
            // A body runs for each item, if there are any.
            steps.Add(new DryStep(node.Id, node.Type, IsInBody(node, seen) ? DryOutcome.Assumed : DryOutcome.Skipped, false));
        }

        return steps;
    }

    private bool IsInBody(PlanNode node, HashSet<string> run)
    {
        for (var loop = node.Loop; loop is { } place; loop = plan.Nodes[place].Loop)
        {
            if (run.Contains(plan.Nodes[place].Id))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<DryStep> StepAsync(int place, CancellationToken limited)
    {
        var node = plan.Nodes[place];
        if (pinned.TryGetValue(node.Id, out var given))
        {
            known[place] = given;
            if (node.Is(PlanFlags.Branching))
            {
                open.Add(place);
            }

            state.Complete(plan, place);
            return Step(node, DryOutcome.Pinned, place);
        }

        var result = node.Fault is { } fault ? StepResult.Failed(StepErrors.NodeInvalid(fault))
            : !processors.TryGet(node.Type, out var processor) ? StepResult.Failed(StepErrors.UnknownNodeType(node.Type))
            : await EvaluateAsync(place, processor, limited);
        if (result is null)
        {
            if (node.Is(PlanFlags.Branching))
            {
                open.Add(place);
            }

            state.Complete(plan, place);
            return Step(node, DryOutcome.Assumed, place);
        }

        if (result.Error is { } error)
        {
            Fail(place, result);
            return Step(node, DryOutcome.Fails, place) with { Failure = new RunFailure(error.Code.Value, error.Message, node.Id) };
        }

        known[place] = result.Reply?.Body ?? result.Output;
        state.Complete(plan, place, result.Branch);
        return Step(node, DryOutcome.Evaluated, place) with
        {
            Branch = result.Branch,
            Output = JsonValues.RawLength(known[place]) <= PayloadStore.InlineLimit ? known[place] : null,
        };
    }

    private void Fail(int place, StepResult result)
    {
        if (certain[place] || plan.Nodes[place].OnError != ErrorReaction.Stop)
        {
            known[place] = result.Output;
            state.Fail(plan, place);
            return;
        }

        // Whether the run comes here at all is not known: the rest is looked at as if it did not fail.
        open.Add(place);
        state.Complete(plan, place);
    }

    private DryStep Step(PlanNode node, string outcome, int place) => new(node.Id, node.Type, outcome, certain[place]);

    private bool IsCertain(int node) => plan.Nodes[node].Is(PlanFlags.Start)
        || plan.SourcesOf(node).Any(source => certain[source] && !open.Contains(source) && IsTaken(source, node));

    private bool IsTaken(int source, int node) => state.StatusOf(source) is NodeStatus.Completed or NodeStatus.Failed
        && plan.IsTaken(source, node, state.StatusOf(source) == NodeStatus.Failed, state.BranchOf(source));

    private bool IsKnown(int node) => certain[node] && known.ContainsKey(node);

    /// <summary>Runs the node, if that touches nothing outside and all it needs is known; null when not.</summary>
    private async ValueTask<StepResult?> EvaluateAsync(int place, IProcessor processor, CancellationToken limited)
    {
        var node = plan.Nodes[place];
        var data = flow.Graph.Find(node.Id)?.Data ?? JsonValues.EmptyObject;
        if (!node.Is(PlanFlags.Pure) || limited.IsCancellationRequested || NamedCredentials.In(data, "data").Count > 0 || InputOf(place) is not { } arriving)
        {
            return null;
        }

        try
        {
            if (Resolve(data, processor.Type, limited) is not { } settings)
            {
                return null;
            }

            if (!settings.IsSuccess)
            {
                return StepResult.Failed(settings.Error);
            }

            var context = new StepContext
            {
                RunId = NoRun,
                NodeId = node.Id,
                OrganizationId = NoRun,
                IdempotencyKey = $"{NoRun}/{node.Id}/{RunStep.OutsideLoops}",
                Settings = settings.Value,
                Input = arriving,
            };
            var result = await processor.RunAsync(context, limited);
            return result is { Loop: null, Subflow: null, Wait: null, Tools: null, ResumeAt: null } ? result : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Out of time, or a fault of ours: nothing is known then.
            return null;
        }
    }

    private Result<JsonElement>? Resolve(JsonElement data, NodeType type, CancellationToken limited)
    {
        if (!ExpressionEvaluator.Applies(data))
        {
            return data;
        }

        var references = expressions.References(data, type.UnresolvedSettings);
        Dictionary<string, JsonElement> outputs = new(StringComparer.Ordinal);
        foreach (var id in references.AllNodes ? plan.Nodes.Select(node => node.Id) : references.NodeIds)
        {
            if (plan.IndexOf(id) is not (>= 0 and var place) || state.StatusOf(place) is not (NodeStatus.Completed or NodeStatus.Failed))
            {
                continue;
            }

            if (!IsKnown(place))
            {
                return null;
            }

            outputs[id] = known[place];
        }

        var scope = new ExpressionScope { Trigger = input, Inputs = input, Run = run, Vars = JsonValues.EmptyObject, Outputs = outputs };
        return expressions.Resolve(data, scope, type.UnresolvedSettings, limited);
    }

    /// <summary>What flows in, as a run's step has it; null when it is not known.</summary>
    private JsonElement? InputOf(int node)
    {
        Dictionary<string, JsonElement> arriving = new(StringComparer.Ordinal);
        foreach (var source in plan.SourcesOf(node).Where(source => IsTaken(source, node)))
        {
            if (!IsKnown(source) || open.Contains(source))
            {
                return null;
            }

            arriving[plan.Nodes[source].Id] = known[source];
        }

        return arriving.Count switch
        {
            0 => input,
            1 => arriving.Values.Single(),
            _ => JsonSerializer.SerializeToElement(arriving, RunsJson.Default.DictionaryStringJsonElement),
        };
    }
}
