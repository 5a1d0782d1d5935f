using System.Text.RegularExpressions;

namespace HiveFlow.Functions.Tests;

/// <summary>The mails that a host has put into its folder.</summary>
internal static partial class Mails
{
    /// <summary>The code in the newest mail to an address.</summary>
    public static string CodeFor(string dataFolder, string email)
    {
        var mail = Directory.GetFiles(Path.Combine(dataFolder, "mail"), "*.eml")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText)
            .Last(text => text.Contains($"To: {email}", StringComparison.Ordinal));
        return Code().Match(mail[mail.ReplaceLineEndings("\n").IndexOf("\n\n", StringComparison.Ordinal)..]).Value;
    }

    /// <summary>The newest mail to an address, with the soft line breaks of quoted-printable undone; null when there is none.</summary>
    public static string? NewestTo(string dataFolder, string email) => Directory.GetFiles(Path.Combine(dataFolder, "mail"), "*.eml")
        .Order(StringComparer.Ordinal)
        .Select(File.ReadAllText)
        .LastOrDefault(text => text.Contains($"To: {email}", StringComparison.Ordinal))?
        .ReplaceLineEndings("\n").Replace("=\n", string.Empty, StringComparison.Ordinal);

    [GeneratedRegex("\\b[0-9]{6}\\b")]
    private static partial Regex Code();
}
