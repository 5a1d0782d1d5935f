using System.Globalization;
using System.Text;

namespace HiveFlow.Identity.Accounts;

/// <summary>What a name or description of a person may hold: anything that shows itself as what it is.</summary>
internal static class DisplayText
{
    /// <summary>Null when fine; else a predicate such as <c>is longer than 100 characters</c>.</summary>
    /// <param name="text">The text, already trimmed.</param>
    /// <param name="maxLength">Most characters (UTF-16).</param>
    /// <param name="mayBeEmpty">Whether nothing is fine too.</param>
    public static string? Fault(string text, int maxLength, bool mayBeEmpty = false)
    {
        if (text.Length == 0 && !mayBeEmpty)
        {
            return "is required";
        }

        if (text.Length > maxLength)
        {
            return $"is longer than {maxLength} characters";
        }

        foreach (var rune in text.EnumerateRunes())
        {
            // Format characters include the ones that turn the direction of writing: they make one name look like another.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return "holds control or invisible characters";
            }
        }

        return null;
    }
}
