using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using HiveFlow.Host.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Host.Functions;

/// <summary>How a parameter gets its value, by what it is: the trigger, the context, a token, a durable client, a route value.</summary>
internal static class ParameterBinding
{
    /// <summary>The expression that reads the parameter from the invocation.</summary>
    public static Expression Read(HostedFunction function, ParameterInfo parameter, ParameterExpression invocation)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
        {
            return invocation;
        }

        if (type == typeof(CancellationToken))
        {
            return Expression.Property(invocation, nameof(Invocation.CancellationToken));
        }

        if (parameter.IsDefined(typeof(DurableClientAttribute)))
        {
            return Expression.Call(
                typeof(ServiceProviderServiceExtensions), nameof(ServiceProviderServiceExtensions.GetRequiredService),
                [typeof(DurableTaskClient)], Expression.Property(invocation, nameof(Invocation.InstanceServices)));
        }

        return function.Kind switch
        {
            TriggerKind.Http when function.IsTrigger(parameter) =>
                Expression.Property(Expression.Property(invocation, nameof(Invocation.Request)), nameof(HttpContext.Request)),
            TriggerKind.Http => RouteValue(parameter, invocation),
            TriggerKind.Timer => Expression.Convert(Expression.Property(invocation, nameof(Invocation.Trigger)), type),
            _ => DurableParameters.Read(function, parameter, invocation),
        };
    }

    /// <summary>Whether a route value can become a <paramref name="type"/>.</summary>
    public static bool IsRouteType(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) || plain == typeof(int) || plain == typeof(long) || plain == typeof(Guid)
            || plain == typeof(bool) || plain == typeof(DateTime) || plain == typeof(double);
    }

    private static MethodCallExpression RouteValue(ParameterInfo parameter, ParameterExpression invocation)
    {
        var type = parameter.ParameterType;
        var name = Expression.Constant(parameter.Name);
        if (type == typeof(string))
        {
            return Expression.Call(typeof(ParameterBinding), nameof(Text), null, invocation, name);
        }

        var underlying = Nullable.GetUnderlyingType(type);
        return underlying is null
            ? Expression.Call(typeof(ParameterBinding), nameof(Parsed), [type], invocation, name)
            : Expression.Call(typeof(ParameterBinding), nameof(ParsedOrNull), [underlying], invocation, name);
    }

    private static string? Text(Invocation invocation, string name) =>
        invocation.Request!.Request.RouteValues.TryGetValue(name, out var value)
            ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;

    private static T Parsed<T>(Invocation invocation, string name)
        where T : struct, IParsable<T> => T.Parse(Text(invocation, name)!, CultureInfo.InvariantCulture);

    private static T? ParsedOrNull<T>(Invocation invocation, string name)
        where T : struct, IParsable<T> =>
        Text(invocation, name) is { Length: > 0 } text ? T.Parse(text, CultureInfo.InvariantCulture) : null;
}
