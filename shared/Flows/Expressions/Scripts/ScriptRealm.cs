using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>
/// Makes the engine of one evaluation: fresh, strict, without a way to the host, with the guards in place. The engine's own limits stand
/// behind the guards as a second wall.
/// </summary>
internal static class ScriptRealm
{
    private const int DeepestRecursion = 200;
    private const int DeepestJson = 64;

    public static Engine Create(Script script, ScriptBudget budget, ExpressionLimits limits, TimeProvider clock, CancellationToken cancellationToken)
    {
        var engine = new Engine(options =>
        {
            options.Strict = true;
            options.AgentCanSuspend = false;
            options.Host.StringCompilationAllowed = false;
            options.TimeZone = TimeZoneInfo.Utc;
            options.TimeSystem = new ScriptClock(clock);
            options.Json.MaxParseDepth = DeepestJson;
            options.Constraints.StackOverflowGuard = true;
            options.Constraints.RegexTimeout = TimeSpan.FromMilliseconds(limits.TimeoutMs);
            options.Constraints.MaxArraySize = (uint)(4 * limits.MaxArrayLength);
            options.LimitRecursion(DeepestRecursion)
                .LimitMemory((long)limits.MemoryMiB << 20)
                .MaxStatements(limits.MaxCalls)
                .TimeoutInterval(TimeSpan.FromMilliseconds(limits.TimeoutMs))
                .CancellationToken(cancellationToken);
        });
        var guard = new ScriptGuard(engine, script, budget);
        StringGuards.Install(guard);
        ArrayGuards.Install(guard);
        ObjectGuards.Install(guard);
        RegExpGuards.Install(guard);
        Operators(guard);
        return engine;
    }

    private static void Operators(ScriptGuard guard)
    {
        var (engine, budget) = (guard.Engine, guard.Budget);
        engine.SetValue(ScriptNames.Tick, (JsValue)guard.Function(ScriptNames.Tick, (_, _) =>
        {
            budget.Call();
            return JsValue.Undefined;
        }));
        engine.SetValue(ScriptNames.Add, (JsValue)guard.Function(ScriptNames.Add, (_, arguments) => Add(budget, arguments[0], arguments[1])));
        engine.SetValue(ScriptNames.Spread, (JsValue)guard.Function(ScriptNames.Spread, (_, arguments) =>
        {
            budget.Items(ArrayGuards.Length(arguments.At(0)));
            return arguments.At(0);
        }));
        engine.SetValue(ScriptNames.Text, (JsValue)guard.Function(ScriptNames.Text, (_, arguments) =>
        {
            var text = new StringBuilder();
            foreach (var argument in arguments)
            {
                text.Append(TypeConverter.ToString(argument));
                budget.Allocate(4.0 * text.Length);
            }

            budget.Text(text.Length);
            return text.ToString();
        }));
    }

    /// <summary>ECMA-262 ApplyStringOrNumericBinaryOperator for <c>+</c>; there are no big integers here.</summary>
    private static JsValue Add(ScriptBudget budget, JsValue left, JsValue right)
    {
        if (left.IsNumber() && right.IsNumber())
        {
            return left.AsNumber() + right.AsNumber();
        }

        var (first, second) = (TypeConverter.ToPrimitive(left, Types.Empty), TypeConverter.ToPrimitive(right, Types.Empty));
        if (!first.IsString() && !second.IsString())
        {
            return TypeConverter.ToNumber(first) + TypeConverter.ToNumber(second);
        }

        var (start, end) = (TypeConverter.ToString(first), TypeConverter.ToString(second));
        budget.Text((double)start.Length + end.Length);
        return string.Concat(start, end);
    }
}
