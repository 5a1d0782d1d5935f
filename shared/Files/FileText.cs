using System.Globalization;
using System.Text;
using HiveFlow.Errors;

namespace HiveFlow.Files;

/// <summary>Which texts may stand in a name or a folder: anything that is shown as it is written.</summary>
internal static class FileText
{
    public const int MostCharacters = 200;

    /// <summary>Null when the texts of a file will do.</summary>
    public static Error? Fault(string? name, string? folder)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MostCharacters || !IsPlain(name) || name.AsSpan().ContainsAny('/', '\\'))
        {
            return RequestErrors.Invalid(
                "name", $"A file's name has 1 to {MostCharacters} characters, no control or bidi-override characters and no slashes.");
        }

        return folder is null || (folder.Length <= MostCharacters && IsPlain(folder))
            ? null
            : RequestErrors.Invalid("folder", $"A folder has at most {MostCharacters} characters and no control or bidi-override characters.");
    }

    // Characters that reorder what is shown are of the category "format" (Unicode UAX 9), halves of pairs of "surrogate".
    public static bool IsPlain(Rune rune) => rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C);

    private static bool IsPlain(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsPlain(rune))
            {
                return false;
            }
        }

        return true;
    }
}
