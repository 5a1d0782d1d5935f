using System.Linq.Expressions;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Host.Functions;

/// <summary>Turns a function's method into one delegate: no reflection is left for the single call.</summary>
internal static class FunctionCompiler
{
    /// <summary>The delegate; the method's result, if any, ends in <c>InvocationResult</c>.</summary>
    public static Func<Invocation, Task> Compile(HostedFunction function)
    {
        var invocation = Expression.Parameter(typeof(Invocation), "invocation");
        var method = function.Method;
        var arguments = method.GetParameters().Select(parameter => ParameterBinding.Read(function, parameter, invocation));
        var call = method.IsStatic
            ? Expression.Call(method, arguments)
            : Expression.Call(Instance(method.DeclaringType!, invocation), method, arguments);
        return Expression.Lambda<Func<Invocation, Task>>(Awaited(call, invocation), invocation).Compile();
    }

    private static UnaryExpression Instance(Type type, ParameterExpression invocation)
    {
        var factory = ActivatorUtilities.CreateFactory(type, []);
        return Expression.Convert(
            Expression.Invoke(
                Expression.Constant(factory),
                Expression.Property(invocation, nameof(Invocation.InstanceServices)),
                Expression.Constant(null, typeof(object?[]))),
            type);
    }

    private static Expression Awaited(Expression call, ParameterExpression invocation)
    {
        var type = call.Type;
        if (type == typeof(void))
        {
            return Expression.Block(call, Expression.Constant(Task.CompletedTask));
        }

        if (type == typeof(Task))
        {
            return call;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
        {
            return Expression.Call(typeof(FunctionCompiler), nameof(KeepAsync), type.GetGenericArguments(), invocation, call);
        }

        return Expression.Block(
            Expression.Assign(
                Expression.Property(invocation, nameof(Invocation.InvocationResult)), Expression.Convert(call, typeof(object))),
            Expression.Constant(Task.CompletedTask));
    }

    private static Task KeepAsync<T>(Invocation invocation, Task<T> task)
    {
        if (task.IsCompletedSuccessfully)
        {
            invocation.InvocationResult = task.Result;
            return Task.CompletedTask;
        }

        return WaitAsync(invocation, task);

        // An orchestrator stays on its own context, so there is no ConfigureAwait here.
        static async Task WaitAsync(Invocation invocation, Task<T> task) => invocation.InvocationResult = await task;
    }
}
