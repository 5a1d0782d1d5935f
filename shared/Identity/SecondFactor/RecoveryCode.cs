using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>
/// A recovery code, <c>xxxx-xxxx-xxxx</c> of letters and digits that look like no others. The first letter says which of the ten it
/// is, so that one slow hash suffices to check it; the other eleven are 55 random bits.
/// </summary>
internal static class RecoveryCode
{
    /// <summary>How many a person gets at once.</summary>
    public const int Count = 10;

    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz023456789";
    private const int Symbols = 12;
    private const int Group = 4;

    /// <summary>A new code for a place.</summary>
    public static string Create(int slot)
    {
        var text = Alphabet[slot] + RandomNumberGenerator.GetString(Alphabet, Symbols - 1);
        return $"{text[..Group]}-{text[Group..(2 * Group)]}-{text[(2 * Group)..]}";
    }

    /// <summary>Reads a code as people write it: hyphens, spaces and case do not matter.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="slot">Which of the ten.</param>
    /// <param name="code">In the form that <see cref="Create"/> gives.</param>
    public static bool TryParse(string text, out int slot, [NotNullWhen(true)] out string? code)
    {
        (slot, code) = (-1, null);
        if (text.Length > 2 * Symbols)
        {
            return false;
        }

        var plain = text.Replace("-", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
        if (plain.Length != Symbols || plain.Any(c => !Alphabet.Contains(c)) || Alphabet.IndexOf(plain[0]) >= Count)
        {
            return false;
        }

        slot = Alphabet.IndexOf(plain[0]);
        code = $"{plain[..Group]}-{plain[Group..(2 * Group)]}-{plain[(2 * Group)..]}";
        return true;
    }
}
