using HiveFlow.Authoring;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Validation;

namespace HiveFlow.Triggers.Schedules;

/// <summary>Names the schedule nodes that have no schedule because they make no sense: such a flow would never be started by them.</summary>
public sealed class ScheduleFaults(ScheduleRules rules)
{
    /// <summary>The faults, in graph order.</summary>
    /// <param name="flow">The flow as it stands.</param>
    /// <param name="graph">The same, parsed.</param>
    public IReadOnlyList<FlowFault> Find(Flow flow, FlowGraph graph)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(graph);
        var wanted = NodeSchedules.Of(flow.Nodes);
        return [.. from node in graph.Nodes
                   where wanted.ContainsKey(node.Id)
                   let timing = rules.Timing(wanted[node.Id])
                   where !timing.IsSuccess
                   from fault in timing.Error!.Fields
                   select new FlowFault(FaultKind.InvalidSetting, node.Id, null, $"{node.Path}.data.{NameOf(fault.Key)}", fault.Value[0])];
    }

    // The one field that a node calls otherwise than the API of schedules.
    private static string NameOf(string field) => field == "cron" ? "cronExpression" : field;
}
