using HiveFlow.Host.Functions;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Timers;

/// <summary>A timer function with its schedule read.</summary>
internal sealed record TimerFunction(HostedFunction Function, TimerSchedule Schedule, TimerTriggerAttribute Trigger)
{
    /// <summary>Reads the timer functions; faults stand in <paramref name="faults"/>.</summary>
    public static IReadOnlyList<TimerFunction> Read(
        IEnumerable<HostedFunction> functions, IConfiguration settings, StartupFaults faults)
    {
        var timers = new List<TimerFunction>();
        foreach (var function in functions.Where(f => f.Kind == TriggerKind.Timer))
        {
            var trigger = (TimerTriggerAttribute)function.Trigger;
            CheckSignature(function, faults);
            if (TimerSchedule.TryRead(trigger.Schedule, settings, out var fault) is { } schedule)
            {
                timers.Add(new TimerFunction(function, schedule, trigger));
            }
            else
            {
                faults.Add(function.Name, fault!);
            }
        }

        return timers;
    }

    private static void CheckSignature(HostedFunction function, StartupFaults faults)
    {
        if (function.TriggerParameter.ParameterType != typeof(TimerInfo))
        {
            faults.Add(function.Name, "its trigger must be a TimerInfo.");
        }

        if (function.Method.ReturnType != typeof(Task) && function.Method.ReturnType != typeof(void))
        {
            faults.Add(function.Name, "a timer function returns a Task without a result.");
        }

        foreach (var parameter in function.Method.GetParameters().Where(p => !function.IsTrigger(p)))
        {
            if (parameter.ParameterType != typeof(FunctionContext) && parameter.ParameterType != typeof(CancellationToken)
                && !parameter.IsDefined(typeof(DurableClientAttribute), false))
            {
                faults.Add(function.Name, $"nothing fills '{parameter.Name}' of a timer function.");
            }
        }
    }
}
