using System.Text.Json;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Running;
using HiveFlow.Metering.Credits;
using HiveFlow.Processors;

namespace HiveFlow.Orchestrations.DryRuns;

/// <summary>
/// Walks a flow as a run would, without a run: nodes that touch nothing outside are run where all they need is known, the others are assumed
/// to go well. Nothing is stored, charged, called or opened.
/// </summary>
public sealed class DryRunner(ProcessorCatalog processors, ExpressionEvaluator expressions, CreditBook credits, TimeProvider clock)
{
    private const string SandboxKind = "sandbox.ms";
    private const string SandboxType = "code";

    // What runs none of the time, or no longer than the step itself is charged for.
    private static readonly HashSet<string> Free = new(StringComparer.Ordinal) { "delay", "wait", "crypto", SandboxType };
    private static readonly TimeSpan LongestWalk = TimeSpan.FromSeconds(10);

    /// <summary>Walks it, for 10 seconds at most: what is left then is assumed.</summary>
    /// <param name="flow">What would run.</param>
    /// <param name="run">What expressions see as <c>run</c>.</param>
    /// <param name="input">The run's input.</param>
    /// <param name="pinned">Outputs by node id that take the place of running those nodes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DryRun> WalkAsync(
        FrozenFlow flow, JsonElement run, JsonElement input, IReadOnlyDictionary<string, JsonElement> pinned, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(pinned);
        using var limit = new CancellationTokenSource(LongestWalk, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var walk = new DryWalk(flow, run, input, pinned, processors, expressions);
        var steps = await walk.RunAsync(either.Token, cancellationToken);
        return new DryRun(steps, credits.IsEnabled ? CostOf(flow.Plan, steps) : null);
    }

    private DryCost CostOf(RunPlan plan, IReadOnlyList<DryStep> steps)
    {
        var prices = credits.Prices;
        var running = steps.Where(step => step.Outcome != DryOutcome.Skipped).ToList();
        long tries = 0;
        long sandbox = 0;
        List<string> metered = [];
        foreach (var step in running)
        {
            var node = plan.Nodes[plan.IndexOf(step.NodeId)];
            var attempts = node.Retry?.MaxAttempts ?? 1;
            tries += attempts;
            if (step.NodeType == SandboxType)
            {
                sandbox = checked(sandbox + prices.Of(SandboxKind, checked(attempts * (long)node.Timeout.TotalMilliseconds)));
            }
            else if (!node.Is(PlanFlags.Pure) && !Free.Contains(step.NodeType))
            {
                metered.Add(step.NodeId);
            }
        }

        return new DryCost(
            prices.OfRun(running.Count(step => step.Certain)),
            checked(prices.OfRun(0) + prices.Of(PriceTable.Step, tries) + sandbox),
            credits.EstimateOf(plan.Nodes.Count),
            metered);
    }
}
