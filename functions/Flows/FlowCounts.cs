using HiveFlow.Authoring;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Flows;

/// <summary>Puts flows and their numbers of runs together.</summary>
public sealed class FlowCounts(RunCounters counters)
{
    /// <summary>One flow.</summary>
    internal async ValueTask<FlowView> ViewAsync(Tenant tenant, Flow flow, CancellationToken cancellationToken) =>
        (await ViewAsync(tenant, [flow], cancellationToken))[0];

    /// <summary>Several flows, in their order, with one reading of the counters.</summary>
    internal async ValueTask<IReadOnlyList<FlowView>> ViewAsync(Tenant tenant, IReadOnlyList<Flow> flows, CancellationToken cancellationToken)
    {
        var counts = await counters.ReadAsync(tenant, [.. flows.Select(flow => flow.Id)], cancellationToken);
        return [.. flows.Select(flow => FlowView.Of(flow, counts.GetValueOrDefault(flow.Id)))];
    }
}
