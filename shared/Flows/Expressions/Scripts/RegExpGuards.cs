using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>
/// Regular expressions: short ones, on texts that their groups leave room for. A backtracking match remembers about 34 bytes for every
/// group at every character, before any other limit can look.
/// </summary>
internal static class RegExpGuards
{
    private const int LongestPattern = 500;
    private const double MostPlaces = 500_000;

    private static readonly HashSet<string> Matching =
        new(StringComparer.Ordinal) { "exec", "test", "match", "matchAll", "search", "constructor", "compile" };

    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "dotAll", "exec", "flags", "global", "hasIndices", "ignoreCase", "multiline", "source", "sticky", "test", "unicode", "unicodeSets",
    };

    public static void Install(ScriptGuard guard)
    {
        if (!guard.Script.MayNameAny(Matching))
        {
            return;
        }

        var prototype = (ObjectInstance)guard.Engine.Intrinsics.RegExp.Get("prototype");
        guard.KeepOnly(prototype, Kept);
        guard.Replace(prototype, "test", (original, self, arguments) => Match(guard.Budget, original, self, arguments));

        // The engine matches faster while exec is its own, but an iterator of all matches shows in no other place.
        if (guard.Script.MayName("exec") || guard.Script.MayName("matchAll"))
        {
            guard.ReplaceAlways(prototype, "exec", (original, self, arguments) => Match(guard.Budget, original, self, arguments));
        }
    }

    /// <summary>A regular expression, or a text that becomes one, is about to be matched against a text.</summary>
    public static void Ask(ScriptBudget budget, string text, JsValue pattern)
    {
        var source = pattern is JsRegExp regex ? regex.Source : pattern.IsString() ? pattern.AsString() : string.Empty;
        if (source.Length > LongestPattern)
        {
            throw ScriptStopException.Limit($"a regular expression would be longer than {LongestPattern} characters");
        }

        if ((double)text.Length * (1 + source.Count(c => c == '(')) > MostPlaces)
        {
            throw ScriptStopException.Limit($"a regular expression looks at {MostPlaces:0} characters at most, fewer with groups in it");
        }
    }

    private static JsValue Match(ScriptBudget budget, JsValue original, JsValue self, JsValue[] arguments)
    {
        var text = TypeConverter.ToString(arguments.At(0));
        budget.Work(64);
        Ask(budget, text, self);
        return original.Call(self, [text]);
    }
}
