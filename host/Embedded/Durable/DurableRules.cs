using HiveFlow.Host.Functions;
using Microsoft.DurableTask;

namespace HiveFlow.Host.Durable;

/// <summary>What orchestrators and activities must be so that both hosts take them.</summary>
internal static class DurableRules
{
    /// <summary>Tells the faults of one function.</summary>
    public static void Check(HostedFunction function, StartupFaults faults)
    {
        if (function.Kind == TriggerKind.Orchestration && function.TriggerParameter.ParameterType != typeof(TaskOrchestrationContext))
        {
            faults.Add(function.Name, "an orchestrator's trigger is a TaskOrchestrationContext.");
        }

        if (function.Kind == TriggerKind.Activity && function.TriggerParameter.ParameterType == typeof(TaskActivityContext))
        {
            faults.Add(function.Name, "an activity's trigger is its input; the Functions host gives no TaskActivityContext.");
        }

        var type = function.Method.ReturnType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type == typeof(ValueTask))
        {
            faults.Add(function.Name, "it must return a Task, not a ValueTask.");
        }

        var input = DurableParameters.InputOf(function);
        foreach (var parameter in function.Method.GetParameters())
        {
            if (!function.IsTrigger(parameter) && parameter.Position != input?.Position && !DurableParameters.IsAmbient(parameter)
                && !DurableParameters.IsInstanceId(function, parameter)
                && !parameter.IsDefined(typeof(Microsoft.Azure.Functions.Worker.DurableClientAttribute), false))
            {
                faults.Add(function.Name, $"nothing fills '{parameter.Name}'.");
            }
        }
    }
}
