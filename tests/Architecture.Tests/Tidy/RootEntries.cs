namespace HiveFlow.Architecture.Tests.Tidy;

/// <summary>What may lie in the root.</summary>
internal static class RootEntries
{
    private static readonly HashSet<string> Allowed = new(
        [
            ".ci", ".dockerignore", ".editorconfig", ".gitattributes", ".github", ".gitignore",
            "ARCHITECTURE.md", "BannedSymbols.txt", "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props", "Directory.Build.targets",
            "Directory.Packages.props", "HiveFlow.sln", "LICENSE", "README.md", "SECURITY.md", "global.json", "host.json",
            "local.settings.json", "local.settings.sample.json", "nuget.config", "azure", "run", "test",
            "bench", "deploy", "docs", "functions", "host", "orchestrations", "samples", "shared", "tests", "web",
        ],
        StringComparer.Ordinal);

    public static IEnumerable<string> Findings(IEnumerable<string> files) =>
        files.Select(f => f.Split('/')[0]).Distinct().Where(e => !Allowed.Contains(e)).Select(e => $"{e} does not belong into the root.");
}
