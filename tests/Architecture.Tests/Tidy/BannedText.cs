using System.Text.RegularExpressions;

namespace HiveFlow.Architecture.Tests.Tidy;

/// <summary>Words and forms that must not come into the tree, each with what to write instead.</summary>
internal static partial class BannedText
{
    private static readonly (Regex Pattern, string Instead)[] Everywhere =
    [
        (Marker(), "a marker names the issue it waits for, such as (#12), or is not there"),
        (AbsolutePath(), "an absolute path is true on one machine only"),
        (RegistryHost(), "registries are the machine's own setting"),
    ];

    public static IEnumerable<string> Findings(string path, string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            foreach (var (pattern, instead) in Everywhere.Where(b => b.Pattern.IsMatch(line)))
            {
                yield return $"{path}:{number}: '{pattern.Match(line).Value}': {instead}.";
            }

            if (path.EndsWith(".cs", StringComparison.Ordinal) && PragmaWithoutReason().IsMatch(line))
            {
                yield return $"{path}:{number}: a disabled warning has its reason beside it.";
            }
        }

        if (NoWarnWithoutReason(path, text))
        {
            yield return $"{path}: NoWarn has its reason in a comment above it.";
        }
    }

    private static bool NoWarnWithoutReason(string path, string text)
    {
        var isProject = path.EndsWith(".csproj", StringComparison.Ordinal) || path.EndsWith(".props", StringComparison.Ordinal);
        return isProject && text.Contains("<NoWarn", StringComparison.Ordinal) && !ReasonedNoWarn().IsMatch(text);
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b(?!\s*\(#\d+\))")]
    private static partial Regex Marker();

    [GeneratedRegex(@"(?<![\w.:$}/~-])(/home/(?!user/)\w+/|/Users/\w+/|/work/|/root/)|\b[A-Z]:\\(?:Users|src|work)")]
    private static partial Regex AbsolutePath();

    [GeneratedRegex(@"\b(?:api\.nuget\.org|registry\.npmjs\.org|pypi\.org/simple|pkgs\.dev\.azure\.com)", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"^\s*#pragma warning disable\b(?!.*//\s*\S)")]
    private static partial Regex PragmaWithoutReason();

    [GeneratedRegex(@"-->\s*<NoWarn")]
    private static partial Regex ReasonedNoWarn();
}
