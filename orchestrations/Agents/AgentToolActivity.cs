using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Orchestrations.Agents;

/// <summary>The activity that calls one tool of an agent.</summary>
public sealed class AgentToolActivity(AgentToolRunner runner)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "AgentTool";

    /// <summary>Runs at least once for every call.</summary>
    [Function(Name)]
    public Task<AgentToolResult> RunAsync([ActivityTrigger] AgentToolRequest request, CancellationToken cancellationToken) =>
        runner.CallAsync(request, cancellationToken);
}
