using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>
/// What is left of objects and functions: no way to a function from text, to another prototype, to a getter, nor to names that data could
/// be mistaken for (an object has nothing but what was put into it). JSON in its plain form.
/// </summary>
internal static class ObjectGuards
{
    private static readonly HashSet<string> Kept =
        new(StringComparer.Ordinal) { "prototype", "name", "length", "assign", "entries", "freeze", "fromEntries", "groupBy", "hasOwn", "is", "isFrozen", "keys", "values" };

    /// <summary>Without one of these no script comes by an iterator, the helpers of which call one another on the native stack.</summary>
    private static readonly HashSet<string> Iterating = new(StringComparer.Ordinal) { "entries", "keys", "matchAll", "values" };

    private static readonly HashSet<string> SetKept = new(StringComparer.Ordinal)
    {
        "add", "clear", "delete", "difference", "entries", "forEach", "has", "intersection", "isDisjointFrom", "isSubsetOf", "isSupersetOf", "keys",
        "size", "symmetricDifference", "union", "values",
    };

    private static readonly HashSet<string> MapKept = new(StringComparer.Ordinal)
    {
        "clear", "delete", "entries", "forEach", "get", "getOrInsert", "getOrInsertComputed", "has", "keys", "set", "size", "values",
    };

    private static readonly HashSet<string> Nothing = [];
    private static readonly HashSet<string> Next = new(StringComparer.Ordinal) { "next" };
    private static readonly HashSet<string> FunctionKept = new(StringComparer.Ordinal) { "length", "name" };

    public static void Install(ScriptGuard guard)
    {
        var budget = guard.Budget;
        Bare(guard, guard.Prototype("Object"), Nothing);
        Bare(guard, guard.Prototype("Function"), FunctionKept);
        guard.KeepOnly(guard.Global("Object"), Kept);
        if (guard.Script.MayNameAny(Iterating))
        {
            guard.KeepOnly(guard.Prototype("Iterator"), Next);
        }

        guard.Replace(guard.Global("Object"), ["entries", "keys", "values", "assign", "fromEntries", "groupBy"], (original, self, arguments) =>
        {
            foreach (var argument in arguments)
            {
                budget.Items(4 * ArrayGuards.Length(argument));
            }

            return original.Call(self, arguments);
        });
        Collections(guard);
        var values = new ScriptValues(guard.Engine, budget);
        if (!guard.Script.Globals.Contains("JSON"))
        {
            return;
        }

        guard.Replace(guard.Global("JSON"), "parse", (_, _, arguments) => Parse(values, budget, arguments));
        guard.Replace(guard.Global("JSON"), "stringify", (_, _, arguments) => Stringify(values, arguments));
    }

    private static void Collections(ScriptGuard guard)
    {
        if (guard.Script.Globals.Contains("Date"))
        {
            guard.Remove(guard.Prototype("Date"), ["toTemporalInstant"]);
        }

        if (guard.Script.Globals.Contains("Set"))
        {
            guard.KeepOnly(guard.Prototype("Set"), SetKept);
            guard.Replace(guard.Prototype("Set"), "forEach", (original, self, arguments) => original.Call(self, arguments));
        }

        // Object.groupBy makes objects, but a map comes from Map alone.
        if (guard.Script.Globals.Contains("Map"))
        {
            guard.KeepOnly(guard.Prototype("Map"), MapKept);
            guard.Replace(guard.Prototype("Map"), ["forEach", "getOrInsertComputed"], (original, self, arguments) => original.Call(self, arguments));
            guard.Replace(guard.Global("Map"), "groupBy", (original, self, arguments) => original.Call(self, arguments));
        }
    }

    /// <summary>What the engine would call by itself goes too, whether the script names it or not.</summary>
    private static void Bare(ScriptGuard guard, ObjectInstance prototype, HashSet<string> kept)
    {
        guard.KeepOnly(prototype, kept);
        prototype.RemoveOwnProperty("__proto__");
        prototype.RemoveOwnProperty("toString");
        prototype.RemoveOwnProperty("valueOf");
    }

    private static JsValue Parse(ScriptValues values, ScriptBudget budget, JsValue[] arguments)
    {
        if (arguments.Length > 1 && !arguments[1].IsUndefined())
        {
            throw ScriptStopException.Refused("JSON.parse takes no function here");
        }

        var text = TypeConverter.ToString(arguments.At(0));
        budget.Text(text.Length);
        try
        {
            using var document = JsonDocument.Parse(text);
            return values.FromJson(document.RootElement);
        }
        catch (JsonException)
        {
            throw ScriptStopException.Refused("JSON.parse was given a text that is not JSON");
        }
    }

    private static JsValue Stringify(ScriptValues values, JsValue[] arguments)
    {
        var (value, replacer, space) = (arguments.At(0), arguments.At(1), arguments.At(2));
        if (!replacer.IsUndefined() && !replacer.IsNull())
        {
            throw ScriptStopException.Refused("JSON.stringify takes no replacer here");
        }

        if (value.IsUndefined() || value.IsCallable())
        {
            return JsValue.Undefined;
        }

        var indent = space.IsNumber() ? (int)Math.Clamp(space.AsNumber(), 0, 10) : space.IsString() ? Math.Min(10, space.AsString().Length) : 0;
        var options = new JsonWriterOptions { Indented = indent > 0, IndentSize = indent, NewLine = "\n" };
        return System.Text.Encoding.UTF8.GetString(values.ToUtf8(value, options));
    }
}
