using System.Text.RegularExpressions;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>Codes in the mails that a host wrote into its pickup folder.</summary>
internal static partial class Mailed
{
    /// <summary>The code in the newest mail to somebody.</summary>
    public static string CodeFor(string dataFolder, string email)
    {
        var mail = Directory.GetFiles(Path.Combine(dataFolder, "mail"), "*.eml")
            .OrderBy(File.GetLastWriteTimeUtc)
            .Select(File.ReadAllText)
            .Last(text => text.Contains($"To: {email}", StringComparison.Ordinal));
        return Code().Match(mail[mail.ReplaceLineEndings("\n").IndexOf("\n\n", StringComparison.Ordinal)..]).Value;
    }

    [GeneratedRegex("\\b[0-9]{6}\\b")]
    private static partial Regex Code();
}
