using System.Text.RegularExpressions;

namespace HiveFlow.Functions.Tests;

/// <summary>
/// The mails that a host has put into its folder. Notices are mailed in the background, and may come before or after whatever is mailed next:
/// what is looked for is in the newest mail that has such a thing.
/// </summary>
internal static partial class Mails
{
    /// <summary>The mails to an address, oldest first, with the soft line breaks of quoted-printable undone.</summary>
    public static IReadOnlyList<string> To(string dataFolder, string email) => [.. NewestFirst(dataFolder, email).Reverse()];

    /// <summary>The newest of them; null when there is none.</summary>
    public static string? NewestTo(string dataFolder, string email) => NewestFirst(dataFolder, email).FirstOrDefault();

    /// <summary>The newest code of six digits for an address.</summary>
    public static string CodeFor(string dataFolder, string email) => Newest(dataFolder, email, Digits());

    /// <summary>The newest code for an address that is longer than one to be typed.</summary>
    public static string LongCodeFor(string dataFolder, string email) => Newest(dataFolder, email, LongCode());

    /// <summary>The token in the newest invitation of an address.</summary>
    public static string InvitationFor(string dataFolder, string email) => Newest(dataFolder, email, Invitation());

    /// <summary>Whether a mail has a long code in it.</summary>
    public static bool HasLongCode(string mail) => LongCode().IsMatch(mail);

    private static string Newest(string dataFolder, string email, Regex wanted) =>
        NewestFirst(dataFolder, email).Select(mail => wanted.Match(mail)).FirstOrDefault(match => match.Success)?.Value
        ?? throw new InvalidOperationException($"{email} got no mail with {wanted}.");

    // Names begin with the time and a number.
    private static IEnumerable<string> NewestFirst(string dataFolder, string email) => Directory.GetFiles(Path.Combine(dataFolder, "mail"), "*.eml")
        .OrderDescending(StringComparer.Ordinal)
        .Select(file => File.ReadAllText(file).ReplaceLineEndings("\n").Replace("=\n", string.Empty, StringComparison.Ordinal))
        .Where(text => text.Contains($"\nTo: {email}\n", StringComparison.Ordinal));

    // A code stands alone on its line in the text.
    [GeneratedRegex("(?<=\n {4})[0-9]{6}(?=\n)")]
    private static partial Regex Digits();

    [GeneratedRegex("(?<=\n {4})[A-Za-z0-9_-]{22}(?=\n)")]
    private static partial Regex LongCode();

    [GeneratedRegex("inv_[a-f0-9]{24}_[A-Za-z0-9_-]{43}")]
    private static partial Regex Invitation();
}
