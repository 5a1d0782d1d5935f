using HiveFlow.Orchestrations.Queueing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Agents;

/// <summary>The activity that calls one tool of an agent.</summary>
public sealed class AgentToolActivity(AgentToolRunner runner, QueuedRuns queued)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "AgentTool";

    /// <summary>Runs at least once for every call.</summary>
    [Function(Name)]
    public async Task<AgentToolResult> RunAsync(
        [ActivityTrigger] AgentToolRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var result = await runner.CallAsync(request, cancellationToken);
        await queued.BeginAsync(client, cancellationToken);
        return result;
    }
}
