using HiveFlow.Flows.Running;
using HiveFlow.Metering.Credits;
using HiveFlow.Orchestrations.RunFlow;

namespace HiveFlow.Orchestrations.Credits;

/// <summary>Gathers what a run's steps were and cost, by node type; types beyond the first hundred, and very long ones, count as others.</summary>
internal sealed class NodeBills
{
    private const string Prefix = "cost:";
    private const string StepPrefix = "steps:";
    private const string Others = "other";
    private const int MaxTypes = 100;
    private const int MaxName = 60;

    private readonly Dictionary<string, NodeUse> all = new(StringComparer.Ordinal);

    /// <summary>By node type.</summary>
    public IReadOnlyDictionary<string, NodeUse> All => all;

    /// <summary>Adds steps of a type.</summary>
    public void Add(string nodeType, long steps, long millicredits)
    {
        var type = nodeType.Length is > 0 and <= MaxName && (all.Count < MaxTypes || all.ContainsKey(nodeType)) ? nodeType : Others;
        var known = all.GetValueOrDefault(type) ?? new NodeUse(0, 0);
        all[type] = new NodeUse(known.Steps + steps, checked(known.Millicredits + millicredits));
    }

    /// <summary>Under which kind a run's tally carries what the use of a type's steps cost.</summary>
    public static string KindOf(string nodeType) => Prefix + (nodeType.Length is > 0 and <= MaxName ? nodeType : Others);

    /// <summary>
    /// Under which kind a run's tally carries how many steps of a type its loops' bodies made: the plan knows a loop's nodes once, and not how
    /// often each was done.
    /// </summary>
    public static string StepsOf(string nodeType) => StepPrefix + (nodeType.Length is > 0 and <= MaxName ? nodeType : Others);

    /// <summary>Use without those kinds.</summary>
    public static IReadOnlyDictionary<string, long> Without(IReadOnlyDictionary<string, long> usage) =>
        usage.Keys.Any(IsBill) ? usage.Where(u => !IsBill(u.Key)).ToDictionary(StringComparer.Ordinal) : usage;

    /// <summary>The bills of a run that has been walked: its nodes' steps by the plan, what they used by the tally.</summary>
    public static IReadOnlyDictionary<string, NodeUse> Of(RunPlan plan, RunProgress progress, long stepPrice)
    {
        var bills = new NodeBills();
        var known = 0L;
        for (var node = 0; node < plan.Nodes.Count; node++)
        {
            if (progress.State.StatusOf(node) is NodeStatus.Completed or NodeStatus.Failed)
            {
                bills.Add(plan.Nodes[node].Type, 1, stepPrice);
                known++;
            }
        }

        foreach (var (kind, steps) in progress.Usage.Where(u => u.Key.StartsWith(StepPrefix, StringComparison.Ordinal)))
        {
            bills.Add(kind[StepPrefix.Length..], steps, checked(stepPrice * steps));
            known += steps;
        }

        // What loops did before their steps were told apart.
        if (progress.Steps > known)
        {
            bills.Add(Others, progress.Steps - known, checked(stepPrice * (progress.Steps - known)));
        }

        foreach (var (kind, cost) in progress.Usage.Where(u => u.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            bills.Add(kind[Prefix.Length..], 0, cost);
        }

        return bills.All;
    }

    private static bool IsBill(string kind) => kind.StartsWith(Prefix, StringComparison.Ordinal) || kind.StartsWith(StepPrefix, StringComparison.Ordinal);
}
