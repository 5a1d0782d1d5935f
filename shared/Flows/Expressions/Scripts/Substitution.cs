using System.Globalization;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>What one match is replaced with, where the replacement is a text.</summary>
internal static class Substitution
{
    /// <summary>ECMA-262 GetSubstitution: <c>$$ $&amp; $` $' $n $nn $&lt;name&gt;</c>.</summary>
    public static string Of(string template, JsValue[] match)
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
