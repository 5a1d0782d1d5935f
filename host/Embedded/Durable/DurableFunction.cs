using HiveFlow.Host.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HiveFlow.Host.Durable;

/// <summary>An orchestrator or activity with what the engine asks of it, read once.</summary>
internal sealed record DurableFunction(HostedFunction Function, TaskName Name, Type InputType, Type OutputType)
{
    /// <summary>Reads it from its method.</summary>
    public static DurableFunction Of(HostedFunction function)
    {
        var name = function.Trigger switch
        {
            OrchestrationTriggerAttribute { Orchestration: { Length: > 0 } orchestration } => orchestration,
            ActivityTriggerAttribute { Activity: { Length: > 0 } activity } => activity,
            _ => function.Name,
        };
        return new DurableFunction(function, name, DurableParameters.InputType(function), DurableParameters.OutputType(function));
    }
}
