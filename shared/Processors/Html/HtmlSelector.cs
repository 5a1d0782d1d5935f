using System.Text.RegularExpressions;
using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;

namespace HiveFlow.Processors.Html;

/// <summary>A CSS selector of bounded cost: matching goes back over ancestors and siblings for each blank, <c>~</c> and <c>:has</c>.</summary>
internal static partial class HtmlSelector
{
    /// <summary>Longest selector, in characters.</summary>
    public const int MaxLength = 500;

    private const int MaxSteps = 4;
    private static readonly CssSelectorParser Parser = new();

    /// <summary>Null for what is no selector, or one that could cost too much.</summary>
    public static ISelector? Parse(string text)
    {
        var isPlain = text.Length is > 0 and <= MaxLength && !Refused().IsMatch(text)
            && text.Split(',').All(part => Descents().Count(part.Trim()) <= MaxSteps);
        try
        {
            return isPlain ? Parser.ParseSelector(text) : null;
        }
        catch (Exception e) when (e is DomException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Pseudo-classes that take selectors, and siblings at any distance.</summary>
    [GeneratedRegex(@":(?!(first|last|only|nth)-|empty\b|root\b|checked\b|not\([^()\s:]*\))|~(?!=)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Refused();

    /// <summary>Blanks that are a step down.</summary>
    [GeneratedRegex(@"(?<![>+\s])\s+(?![>+\s])", RegexOptions.CultureInvariant)]
    private static partial Regex Descents();
}
