using System.Text.RegularExpressions;

namespace HiveFlow.Architecture.Tests.Docs;

/// <summary>Links between files of the tree that lead nowhere.</summary>
internal static partial class DeadLinks
{
    public static IEnumerable<string> Findings(string path, string text, Func<string, bool> exists)
    {
        var folder = Path.GetDirectoryName(path)?.Replace('\\', '/') ?? string.Empty;
        foreach (var target in Link().Matches(WithoutCode(text)).Select(m => m.Groups[1].Value.Split('#')[0]).Where(t => t.Length > 0 && !t.Contains(':')))
        {
            var resolved = Path.GetRelativePath("/", Path.GetFullPath(target, "/" + folder)).Replace('\\', '/');
            if (!exists(resolved))
            {
                yield return $"{path}: {target} leads nowhere.";
            }
        }
    }

    private static string WithoutCode(string text) => Fence().Replace(text, string.Empty);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
