using HiveFlow.Functions.Health;
using HiveFlow.Functions.Maintenance;
using HiveFlow.Live.Instances;

namespace HiveFlow.Functions.Operators;

/// <summary>How the whole service is.</summary>
/// <param name="Time">When this was so.</param>
/// <param name="Version">The version of the instance that answers.</param>
/// <param name="Instance">Its id.</param>
/// <param name="Instances">All of them; left out while Redis is away. One that died is gone within half a minute.</param>
/// <param name="LastHour">What became of runs in the last hour; left out while Redis is away.</param>
/// <param name="Queues">What is at work and what waits; left out while the stores are away.</param>
/// <param name="Dependencies">The stores, with the time each took to answer.</param>
/// <param name="Jobs">The work that is done in the background.</param>
internal sealed record OverviewAnswer(
    DateTimeOffset Time,
    string Version,
    string Instance,
    IReadOnlyList<InstanceRecord>? Instances,
    HourView? LastHour,
    QueuesView? Queues,
    IReadOnlyList<DependencyState> Dependencies,
    IReadOnlyList<JobView> Jobs);
