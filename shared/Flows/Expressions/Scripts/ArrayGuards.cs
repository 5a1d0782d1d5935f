using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>Array functions, on real arrays only, asked for before they make or go through many elements.</summary>
internal static class ArrayGuards
{
    private const int DeepestFlat = 64;

    private static readonly string[] Linear =
    [
        "entries", "every", "fill", "filter", "find", "findIndex", "findLast", "findLastIndex", "forEach", "includes", "indexOf",
        "keys", "lastIndexOf", "map", "pop", "reduce", "reduceRight", "reverse", "shift", "slice", "some", "toReversed", "values",
    ];

    private static readonly HashSet<string> Kept = new(
        [
            .. Linear, "at", "concat", "flat", "flatMap", "join", "length", "push", "sort", "splice", "toLocaleString", "toSorted", "toSpliced",
            "toString", "unshift", "with",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> KeptStatic = new(StringComparer.Ordinal) { "from", "isArray", "length", "name", "of", "prototype" };

    public static void Install(ScriptGuard guard)
    {
        var budget = guard.Budget;
        var prototype = guard.Prototype("Array");
        guard.KeepOnly(prototype, Kept);
        guard.KeepOnly(guard.Global("Array"), KeptStatic);
        guard.Replace(prototype, Linear, (original, self, arguments) =>
        {
            budget.Items(Self(self).Length);
            return original.Call(self, arguments);
        });
        guard.Replace(prototype, ["push", "unshift", "splice", "toSpliced", "with"], (original, self, arguments) =>
        {
            budget.Items((double)Self(self).Length + arguments.Length);
            return original.Call(self, arguments);
        });
        guard.Replace(prototype, "concat", (original, self, arguments) =>
        {
            budget.Items(Self(self).Length + arguments.Sum(argument => argument is JsArray array ? (double)array.Length : 1));
            return original.Call(self, arguments);
        });
        guard.Replace(prototype, ["sort", "toSorted"], (original, self, arguments) =>
        {
            Sort(budget, Self(self));
            return original.Call(self, arguments);
        });
        guard.Replace(prototype, "flat", (_, self, arguments) => Flat(guard, Self(self), arguments));
        guard.Replace(prototype, "flatMap", (_, self, arguments) => FlatMap(guard, Self(self), arguments.At(0)));
        guard.ReplaceAlways(prototype, "join", (_, self, arguments) =>
            Join(budget, Self(self), arguments.At(0).IsUndefined() ? "," : TypeConverter.ToString(arguments[0])));
        guard.ReplaceAlways(prototype, "toString", (_, self, _) => Join(budget, Self(self), ","));
        guard.Replace(prototype, "toLocaleString", (_, self, _) => Join(budget, Self(self), ","));
        guard.Replace(guard.Global("Array"), "from", (original, self, arguments) =>
        {
            budget.Items(Length(arguments.At(0)));
            return original.Call(self, arguments);
        });
    }

    /// <summary>How many elements a spread or an <c>Array.from</c> of the value may give.</summary>
    public static double Length(JsValue value) => value switch
    {
        JsArray array => array.Length,
        JsString text => text.Length,
        ObjectInstance instance when instance.Get("length") is var length && length.IsNumber() => length.AsNumber(),
        ObjectInstance instance when instance.Get("size") is var size && size.IsNumber() => size.AsNumber(),
        _ => 0,
    };

    private static JsArray Self(JsValue self) =>
        self as JsArray ?? throw ScriptStopException.Refused("a function of arrays was called on something else");

    private static void Sort(ScriptBudget budget, JsArray array)
    {
        budget.Items(array.Length);
        double characters = 0;
        for (uint at = 0; at < array.Length; at++)
        {
            characters += array[at] is JsString text ? text.Length : 8;
        }

        // n log n comparisons, each of which may go through both texts.
        budget.Work(characters * Math.Log2(array.Length + 2));
    }

    private static JsString Join(ScriptBudget budget, JsArray array, string separator)
    {
        budget.Items(array.Length);
        var text = new StringBuilder();
        for (uint at = 0; at < array.Length; at++)
        {
            if (at > 0)
            {
                text.Append(separator);
            }

            var item = array[at];
            text.Append(item.IsNull() || item.IsUndefined() ? string.Empty : TypeConverter.ToString(item));
            budget.Allocate(4.0 * text.Length);
            if (text.Length > separator.Length + 1_000 && (at & 0x3F) == 0)
            {
                budget.Text(text.Length);
            }
        }

        budget.Text(text.Length);
        return JsString.Create(text.ToString());
    }

    private static JsArray Flat(ScriptGuard guard, JsArray array, JsValue[] arguments)
    {
        var depth = arguments.At(0).IsUndefined() ? 1 : TypeConverter.ToNumber(arguments[0]);
        var items = new List<JsValue>();
        Flatten(guard.Budget, array, double.IsNaN(depth) ? 0 : depth, 0, items);
        return new JsArray(guard.Engine, [.. items]);
    }

    private static void Flatten(ScriptBudget budget, JsArray array, double depth, int level, List<JsValue> items)
    {
        if (level > DeepestFlat)
        {
            throw ScriptStopException.Limit($"an array is nested deeper than {DeepestFlat} levels");
        }

        budget.Call();
        budget.Items(items.Count + array.Length);
        for (uint at = 0; at < array.Length; at++)
        {
            if (depth >= 1 && array[at] is JsArray inner)
            {
                Flatten(budget, inner, depth - 1, level + 1, items);
            }
            else
            {
                items.Add(array[at]);
            }
        }
    }

    private static JsArray FlatMap(ScriptGuard guard, JsArray array, JsValue callback)
    {
        var items = new List<JsValue>();
        for (uint at = 0; at < array.Length; at++)
        {
            guard.Budget.Check();
            var mapped = callback.Call(JsValue.Undefined, [array[at], at, array]);
            guard.Budget.Items(items.Count + (mapped is JsArray many ? many.Length : 1.0));
            if (mapped is JsArray inner)
            {
                for (uint place = 0; place < inner.Length; place++)
                {
                    items.Add(inner[place]);
                }
            }
            else
            {
                items.Add(mapped);
            }
        }

        return new JsArray(guard.Engine, [.. items]);
    }
}
