using System.Linq.Expressions;
using System.Reflection;
using HiveFlow.Host.Functions;
using Microsoft.DurableTask;

namespace HiveFlow.Host.Durable;

/// <summary>How orchestrators and activities get their parameters.</summary>
internal static class DurableParameters
{
    /// <summary>The expression that reads the parameter from the engine's call.</summary>
    public static Expression Read(HostedFunction function, ParameterInfo parameter, ParameterExpression invocation)
    {
        var call = Expression.Convert(Expression.Property(invocation, nameof(Invocation.Trigger)), typeof(DurableCall));
        if (parameter.ParameterType == typeof(TaskOrchestrationContext))
        {
            return Expression.Property(call, nameof(DurableCall.Orchestration));
        }

        return IsInstanceId(function, parameter)
            ? Expression.Property(Expression.Property(call, nameof(DurableCall.Activity)), nameof(TaskActivityContext.InstanceId))
            : Expression.Call(
                typeof(TaskInput), nameof(TaskInput.As), [parameter.ParameterType], Expression.Property(call, nameof(DurableCall.Input)));
    }

    /// <summary>The type of the input; object when the function takes none.</summary>
    public static Type InputType(HostedFunction function) => InputOf(function)?.ParameterType ?? typeof(object);

    /// <summary>The parameter that takes the input; null when there is none.</summary>
    public static ParameterInfo? InputOf(HostedFunction function) => function.Kind == TriggerKind.Activity
        ? function.TriggerParameter
        : function.Method.GetParameters().FirstOrDefault(p => !function.IsTrigger(p) && !IsAmbient(p));

    /// <summary>Whether the parameter is a call's surroundings and not its data.</summary>
    public static bool IsAmbient(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(Microsoft.Azure.Functions.Worker.FunctionContext)
        || parameter.ParameterType == typeof(CancellationToken);

    /// <summary>Whether it is the <c>string instanceId</c> that an activity may take beside its input.</summary>
    public static bool IsInstanceId(HostedFunction function, ParameterInfo parameter) =>
        function.Kind == TriggerKind.Activity && !function.IsTrigger(parameter)
        && parameter.ParameterType == typeof(string) && parameter.Name == "instanceId";

    /// <summary>What the function's task holds; object when it holds nothing.</summary>
    public static Type OutputType(HostedFunction function)
    {
        var type = function.Method.ReturnType;
        return type == typeof(void) || type == typeof(Task) ? typeof(object)
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GetGenericArguments()[0]
            : type;
    }
}
