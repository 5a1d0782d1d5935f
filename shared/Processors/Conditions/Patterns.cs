using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using HiveFlow.Errors;

namespace HiveFlow.Processors.Conditions;

/// <summary>
/// Matches texts against users' patterns in time linear in the text. A few patterns are kept, for lists of many items.
/// </summary>
internal static class Patterns
{
    private const int MaxPattern = 1000;
    private const int MaxText = 20_000;
    private const int MostKept = 32;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<string, Regex> Kept = new(StringComparer.Ordinal);

    /// <summary>
    /// Without a bound, a pattern such as <c>(.*a){20,200}</c> costs seconds and hundreds of MiB within its time limit. The runtime takes the
    /// bound from here alone, as a number, and for the whole process.
    /// </summary>
    static Patterns() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", 1000);

    public static Result<bool> Match(JsonElement text, JsonElement pattern)
    {
        if (pattern.ValueKind != JsonValueKind.String || pattern.GetString() is not { Length: <= MaxPattern } expression)
        {
            return ProcessorErrors.NotComparable($"The pattern of matches must be a text of at most {MaxPattern} characters.");
        }

        if (text.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        if (text.GetString() is not { Length: <= MaxText } subject)
        {
            return ProcessorErrors.NotComparable($"A text of more than {MaxText} characters can't be matched against a pattern; contains takes longer ones.");
        }

        try
        {
            return Of(expression).IsMatch(subject);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return ProcessorErrors.NotComparable(
                "The pattern of matches is not a regular expression that can be used (no look-around, no back-references, no large repetitions).");
        }
        catch (RegexMatchTimeoutException)
        {
            return ProcessorErrors.NotComparable($"Matching the pattern took longer than {Limit.TotalSeconds:0} s.");
        }
    }

    private static Regex Of(string expression)
    {
        if (Kept.TryGetValue(expression, out var known))
        {
            return known;
        }

        var made = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
        if (Kept.Count >= MostKept)
        {
            Kept.Clear();
        }

        Kept[expression] = made;
        return made;
    }
}
