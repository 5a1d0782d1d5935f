using HiveFlow.Functions.Flows;
using HiveFlow.Orchestrations.DryRuns;

namespace HiveFlow.Functions.DryRuns;

/// <summary>What a run would do.</summary>
/// <param name="Valid">Whether the flow and the inputs pass validation.</param>
/// <param name="Faults">What in the flow would not run.</param>
/// <param name="InputFaults">Where the inputs do not fit the flow's inputSchema; absent when they do.</param>
/// <param name="Steps">The nodes in the order in which they would run, then those that would not.</param>
/// <param name="Cost">What it may cost; absent where use costs nothing.</param>
public sealed record DryRunView(
    bool Valid,
    IReadOnlyList<FaultView> Faults,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? InputFaults,
    IReadOnlyList<DryStep> Steps,
    DryCost? Cost);
