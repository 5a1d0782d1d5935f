using System.Globalization;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>String functions, asked for before they do what their arguments decide the size of.</summary>
internal static class StringGuards
{
    private static readonly string[] Removed =
        ["anchor", "big", "blink", "bold", "fixed", "fontcolor", "fontsize", "italics", "link", "small", "strike", "sub", "sup", "constructor"];

    private static readonly string[] Encoding = ["encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent"];

    private static readonly string[] Linear =
    [
        "isWellFormed", "localeCompare", "slice", "substr", "substring", "toLocaleLowerCase", "toLocaleUpperCase", "toLowerCase",
        "toUpperCase", "toWellFormed", "trim", "trimEnd", "trimStart", "trimLeft", "trimRight", "search", "match", "matchAll", "codePointAt",
    ];

    public static void Install(ScriptGuard guard)
    {
        var budget = guard.Budget;
        var prototype = guard.Prototype("String");
        guard.Remove(prototype, Removed);
        guard.Remove(guard.Global("String"), ["raw"]);
        guard.Replace(prototype, Linear, (original, self, arguments) =>
        {
            budget.Work(Self(self).Length);
            budget.Allocate(6.0 * Self(self).Length);
            return original.Call(self, arguments);
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
        if (arguments.At(0) is ObjectInstance)
        {
            budget.Allocate(4.0 * text.Length);
        }
        else
        {
            var separator = TypeConverter.ToString(arguments.At(0));
            budget.Items(separator.Length == 0 ? text.Length : Count(text, separator));
        }

        return original.Call(self, arguments);
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
        var replacement = arguments.At(1);
        var template = replacement.IsCallable() ? null : TypeConverter.ToString(replacement);

        // Every single replacement is asked for, because their number and size decide the size of the whole.
        var each = guard.Function("replacement", (_, match) =>
        {
            budget.Check();
            var text = template is null ? TypeConverter.ToString(replacement.Call(JsValue.Undefined, match)) : Expand(template, match);
            length += text.Length;
            budget.Work(text.Length);
            budget.Allocate(2 * length);
            return text;
        });
        return original.Call(self, [arguments.At(0), each]);
    }

    /// <summary>ECMA-262 GetSubstitution: <c>$$ $&amp; $` $' $n $nn $&lt;name&gt;</c>.</summary>
    private static string Expand(string template, JsValue[] match)
    {
        if (!template.Contains('$', StringComparison.Ordinal))
        {
            return template;
        }

        var groups = match[^1] as ObjectInstance;
        var tail = groups is null ? 2 : 3;
        var captures = match.Length - tail - 1;
        var matched = match[0].AsString();
        var whole = match[captures + 2].AsString();
        var position = (int)match[captures + 1].AsNumber();
        var text = new StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            var next = at + 1 < template.Length ? template[at + 1] : '\0';
            var digits = template[at] == '$' ? Digits(template, at + 1, captures) : 0;
            var close = next == '<' && groups is not null ? template.IndexOf('>', at) : -1;
            switch (template[at] == '$' ? next : '\0')
            {
                case '$':
                    text.Append('$');
                    at++;
                    break;
                case '&':
                    text.Append(matched);
                    at++;
                    break;
                case '`':
                    text.Append(whole, 0, position);
                    at++;
                    break;
                case '\'':
                    text.Append(whole, Math.Min(whole.Length, position + matched.Length), Math.Max(0, whole.Length - position - matched.Length));
                    at++;
                    break;
                case '<' when close > 0:
                    text.Append(Capture(groups!.Get(template[(at + 2)..close])));
                    at = close;
                    break;
                case >= '0' and <= '9' when digits > 0:
                    text.Append(Capture(match[int.Parse(template.AsSpan(at + 1, digits), CultureInfo.InvariantCulture)]));
                    at += digits;
                    break;
                default:
                    text.Append(template[at]);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Capture(JsValue capture) => capture.IsUndefined() ? string.Empty : TypeConverter.ToString(capture);

    /// <summary>How many of the next digits name a capture there is: 2, 1 or 0.</summary>
    private static int Digits(string template, int at, int captures)
    {
        for (var length = 2; length > 0; length--)
        {
            if (at + length <= template.Length
                && int.TryParse(template.AsSpan(at, length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= 1 && number <= captures)
            {
                return length;
            }
        }

        return 0;
    }
}
