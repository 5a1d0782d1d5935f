using Fluid;
using Fluid.Values;

namespace HiveFlow.Processors.Templates;

/// <summary>
/// The filters that templates have: those of Liquid whose cost can be bounded, each behind a count of what goes in and comes out. Left out
/// are hashes (the crypto node has good ones) and formats by .NET's own patterns.
/// </summary>
internal static class LiquidFilters
{
    private static readonly string[] Names =
    [
        "join", "first", "last", "concat", "map", "reverse", "size", "sort", "sort_natural", "uniq", "where", "sum", "find", "find_index", "has", "reject",
        "append", "prepend", "capitalize", "downcase", "upcase", "lstrip", "rstrip", "strip", "strip_newlines", "newline_to_br", "strip_html",
        "remove", "remove_first", "remove_last", "replace", "replace_first", "replace_last", "slice", "split", "truncate", "truncatewords",
        "abs", "at_least", "at_most", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times",
        "default", "date", "raw", "compact", "url_encode", "url_decode", "base64_encode", "base64_decode", "escape", "escape_once", "json",
    ];

    /// <summary>Leaves these filters alone in the options.</summary>
    public static void Bound(TemplateOptions options)
    {
        var filters = Names.Select(name => (name, filter: options.Filters.TryGetValue(name, out var found) ? found : throw new InvalidOperationException(name))).ToList();
        options.Filters.Clear();
        foreach (var (name, filter) in filters)
        {
            options.Filters.AddFilter(name, Bounded(name, filter));
        }
    }

    private static FilterDelegate Bounded(string name, FilterDelegate filter) => async (input, arguments, context) =>
    {
        var limits = (TemplateLimits)context.AmbientValues[nameof(TemplateLimits)];
        limits.Count(input);
        Check(name, input, arguments, limits);
        var output = await filter(input, arguments, context);
        limits.Count(output);
        return output;
    };

    /// <summary>What would be too much, ahead of it.</summary>
    private static void Check(string name, FluidValue input, FilterArguments arguments, TemplateLimits limits)
    {
        var argument = arguments.At(0) is StringValue text ? text.ToStringValue() : string.Empty;
        switch (name)
        {
            case "replace" or "replace_first" or "replace_last" or "remove" or "remove_first" or "remove_last":
                Needle(argument);
                var by = arguments.At(1).ToStringValue().Length;
                limits.Count(((long)input.ToStringValue().Length / argument.Length * by) + by);
                break;
            case "split":
                if (argument.Length > 0)
                {
                    Needle(argument);
                }

                // Half a text of separators is half as many items.
                limits.Count((long)input.ToStringValue().Length * (argument.Length == 0 ? 8 : 4));
                break;
            case "join" when input is ArrayValue list:
                limits.Count(list.Values.Sum(value => (long)(value is StringValue item ? item.ToStringValue().Length : 32) + argument.Length));
                break;
            case "concat" when input is ArrayValue left && arguments.At(0) is ArrayValue right && left.Values.Count + right.Values.Count > TemplateLimits.MaxItems:
                throw new TemplateLimitException($"makes a list of more than {TemplateLimits.MaxItems} items");
            case "date" when HasWidth(argument):
                throw new TemplateLimitException("gives date a pattern of more than 100 characters, or with a width");
            case "date" when input.ToStringValue().Trim().ToLowerInvariant() is "now" or "today":
                throw new TemplateLimitException("asks for the time; give it by data");
            default:
                break;
        }
    }

    private static void Needle(string text)
    {
        if (text.Length is 0 or > TemplateLimits.MaxNeedle)
        {
            throw new TemplateLimitException($"looks for a text that has not 1 to {TemplateLimits.MaxNeedle} characters");
        }
    }

    /// <summary>A width of many digits (<c>%999999d</c>) makes as many characters.</summary>
    private static bool HasWidth(string pattern)
    {
        var (isLong, digits) = (pattern.Length > 100, 0);
        foreach (var c in pattern)
        {
            digits = char.IsDigit(c) ? digits + 1 : 0;
            isLong |= digits > 2;
        }

        return isLong;
    }
}
