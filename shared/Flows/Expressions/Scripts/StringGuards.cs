using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>String functions, asked for before they do what their arguments decide the size of.</summary>
internal static class StringGuards
{
    private static readonly string[] Encoding = ["encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent"];

    private static readonly string[] Linear =
    [
        "isWellFormed", "localeCompare", "slice", "substr", "substring", "toLocaleLowerCase", "toLocaleUpperCase", "toLowerCase",
        "toUpperCase", "toWellFormed", "trim", "trimEnd", "trimStart", "trimLeft", "trimRight", "codePointAt",
    ];

    // What is not listed is taken away, so that nothing comes unguarded with a new version of the engine.
    private static readonly HashSet<string> Kept = new(
        [
            .. Linear, "at", "charAt", "charCodeAt", "concat", "endsWith", "includes", "indexOf", "lastIndexOf", "length", "match", "matchAll",
            "normalize", "padEnd", "padStart", "repeat", "replace", "replaceAll", "search", "split", "startsWith", "toString", "valueOf",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> KeptStatic =
        new(StringComparer.Ordinal) { "fromCharCode", "fromCodePoint", "length", "name", "prototype" };

    public static void Install(ScriptGuard guard)
    {
        var budget = guard.Budget;
        var prototype = guard.Prototype("String");
        guard.KeepOnly(prototype, Kept);
        guard.KeepOnly(guard.Global("String"), KeptStatic);
        guard.Replace(prototype, Linear, (original, self, arguments) =>
        {
            budget.Work(Self(self).Length);
            budget.Allocate(6.0 * Self(self).Length);
            return original.Call(self, arguments);
        });
        guard.Replace(prototype, ["search", "matchAll"], (original, self, arguments) =>
        {
            RegExpGuards.Ask(budget, Self(self), arguments.At(0));
            return original.Call(self, arguments);
        });
        var replace = prototype.Get("replace");
        guard.Replace(prototype, "match", (original, self, arguments) =>
        {
            RegExpGuards.Ask(budget, Self(self), arguments.At(0));
            return arguments.At(0) is JsRegExp { Global: true } ? AllMatches(guard, replace, self, arguments[0]) : original.Call(self, arguments);
        });
        guard.Replace(prototype, ["includes", "indexOf", "lastIndexOf", "startsWith", "endsWith"], (original, self, arguments) =>
        {
            Search(budget, Self(self), arguments.At(0));
            return original.Call(self, arguments);
        });
        guard.Replace(prototype, "repeat", (original, self, arguments) =>
        {
            budget.Text(Self(self).Length * Math.Max(0, TypeConverter.ToNumber(arguments.At(0))));
            return original.Call(self, arguments);
        });
        guard.Replace(prototype, ["padStart", "padEnd"], (original, self, arguments) =>
        {
            budget.Text(Math.Max(Self(self).Length, TypeConverter.ToNumber(arguments.At(0))));
            return original.Call(self, arguments);
        });
        guard.Replace(prototype, "concat", (original, self, arguments) =>
        {
            JsValue[] texts = [.. arguments.Select(argument => (JsValue)TypeConverter.ToString(argument))];
            budget.Text(Self(self).Length + texts.Sum(text => (double)text.AsString().Length));
            return original.Call(self, texts);
        });
        guard.Replace(prototype, "normalize", (original, self, arguments) =>
        {
            budget.Allocate(36.0 * Self(self).Length);
            return original.Call(self, arguments);
        });
        guard.Replace(prototype, "split", (original, self, arguments) => Split(budget, original, self, arguments));
        guard.Replace(prototype, ["replace", "replaceAll"], (original, self, arguments) => Replace(guard, original, self, arguments));
        foreach (var name in Encoding.Where(guard.Script.Globals.Contains))
        {
            guard.ReplaceAlways(guard.Engine.Global, name, (original, _, arguments) =>
            {
                var text = TypeConverter.ToString(arguments.At(0));
                budget.Work(text.Length);
                budget.Allocate(24.0 * text.Length);
                return original.Call(JsValue.Undefined, [text]);
            });
        }
    }

    public static JsValue At(this JsValue[] arguments, int place) => place < arguments.Length ? arguments[place] : JsValue.Undefined;

    private static string Self(JsValue self) =>
        self.IsString() ? self.AsString() : throw ScriptStopException.Refused("a function of strings was called on something else");

    private static void Search(ScriptBudget budget, string text, JsValue sought)
    {
        var length = sought.IsString() ? sought.AsString().Length : 1;
        budget.Work((double)text.Length * Math.Max(1, length / 16));
    }

    private static JsValue Split(ScriptBudget budget, JsValue original, JsValue self, JsValue[] arguments)
    {
        var text = Self(self);
        Search(budget, text, arguments.At(0));
        if (arguments.At(0) is JsRegExp)
        {
            RegExpGuards.Ask(budget, text, arguments[0]);
            var pieces = original.Call(self, arguments);
            budget.Items(ArrayGuards.Length(pieces));
            return pieces;
        }

        var separator = TypeConverter.ToString(arguments.At(0));
        budget.Items(separator.Length == 0 ? text.Length : Count(text, separator));
        return original.Call(self, arguments);
    }

    /// <summary>Every match of a global expression, each asked for: a replacement that replaces nothing and keeps what it saw.</summary>
    private static JsValue AllMatches(ScriptGuard guard, JsValue replace, JsValue text, JsValue pattern)
    {
        var matches = new List<JsValue>();
        var each = guard.Function("match", (_, match) =>
        {
            guard.Budget.Check();
            matches.Add(match[0]);
            return JsString.Empty;
        });
        replace.Call(text, [pattern, each]);
        guard.Budget.Items(matches.Count);
        return matches.Count == 0 ? JsValue.Null : new JsArray(guard.Engine, [.. matches]);
    }

    private static int Count(string text, string part)
    {
        var count = 1;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static JsValue Replace(ScriptGuard guard, JsValue original, JsValue self, JsValue[] arguments)
    {
        var budget = guard.Budget;
        double length = Self(self).Length;
        Search(budget, Self(self), arguments.At(0));
        budget.Text(length);
        if (arguments.At(0) is JsRegExp)
        {
            RegExpGuards.Ask(budget, Self(self), arguments[0]);
        }

        var replacement = arguments.At(1);
        var template = replacement.IsCallable() ? null : TypeConverter.ToString(replacement);

        // Every single replacement is asked for, because their number and size decide the size of the whole.
        var each = guard.Function("replacement", (_, match) =>
        {
            budget.Check();
            var text = template is null ? TypeConverter.ToString(replacement.Call(JsValue.Undefined, match)) : Substitution.Of(template, match);
            length += text.Length;
            budget.Work(text.Length);
            budget.Allocate(2 * length);
            return text;
        });
        return original.Call(self, [arguments.At(0), each]);
    }
}
